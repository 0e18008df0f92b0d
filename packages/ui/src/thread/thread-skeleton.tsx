const SHAPES = [
  { own: false, width: '46%' },
  { own: false, width: '30%' },
  { own: true, width: '52%' },
  { own: false, width: '58%' },
  { own: true, width: '26%' },
  { own: true, width: '40%' },
];

/** The shape of a thread while it is on its way. */
export function ThreadSkeleton({ label }: { readonly label: string }) {
  return (
    <div className="ntr-thread-skeleton" role="status">
      <span className="ntr-hidden">{label}</span>
      {SHAPES.map(({ own, width }) => (
        <span
          key={width}
          className="ntr-skeleton"
          data-own={own || undefined}
          style={{ inlineSize: width }}
          aria-hidden="true"
        />
      ))}
    </div>
  );
}
