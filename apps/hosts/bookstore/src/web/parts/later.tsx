import { type ComponentType, type ReactNode, useEffect, useState } from 'react';

/** Nothing but a new page helps: browsers remember a file they could not get, and a newer shop may no longer have it. */
function Missing() {
  return (
    <div className="br-page" role="alert">
      <p className="br-text">This part of the shop could not be loaded.</p>
      <button type="button" className="br-button" onClick={() => location.reload()}>
        Reload
      </button>
    </div>
  );
}

interface LaterProps<Props> {
  /** Downloads the part. The same function at every drawing. */
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
  /** What stands there until it has come. */
  readonly meanwhile: ReactNode;
}

/** A part that is downloaded when it is first drawn. Where it cannot be had, the rest goes on and this says so. */
export function Later<Props extends object>({ load, props, meanwhile }: LaterProps<Props>) {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const take = (part: ComponentType<Props>) => {
      if (isCurrent) setPart(() => part);
    };
    load().then(take, () => take(Missing));
    return () => {
      isCurrent = false;
    };
  }, [load]);
  return Part === null ? meanwhile : <Part {...props} />;
}
