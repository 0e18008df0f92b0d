const WIDTHS = ['62%', '44%', '70%', '52%', '38%', '66%', '48%'];

/** The shape of a list while it is on its way. */
export function ListSkeleton({ label }: { readonly label: string }) {
  return (
    <div className="ntr-skeletons" role="status">
      <span className="ntr-hidden">{label}</span>
      {WIDTHS.map((width) => (
        <div key={width} className="ntr-skeletons__row" aria-hidden="true">
          <span className="ntr-skeleton ntr-skeletons__face" />
          <span className="ntr-skeletons__lines">
            <span className="ntr-skeleton" style={{ inlineSize: `calc(${width} * 0.6)` }} />
            <span className="ntr-skeleton" style={{ inlineSize: width }} />
          </span>
        </div>
      ))}
    </div>
  );
}
