import { type ComponentType, useEffect, useState } from 'react';
import { useUi } from './ui-context.ts';

interface LaterProps<Props> {
  /** Downloads the part. The same function at every drawing. */
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
}

/**
 * A dialog that is downloaded when it is first asked for. Where it cannot be had just now, that is said, and it counts as
 * closed, so that the page goes on and the next attempt asks again.
 */
export function Later<Props extends { readonly onClose: () => void }>({ load, props }: LaterProps<Props>) {
  const { t, tell } = useUi();
  const [loaded, setLoaded] = useState<{ by: typeof load; part: ComponentType<Props> } | null>(null);
  // One dialog may follow another in the same place.
  const Part = loaded?.by === load ? loaded.part : null;
  const { onClose } = props;
  useEffect(() => {
    if (Part !== null) return;
    let isCurrent = true;
    load().then(
      (part) => {
        if (isCurrent) setLoaded({ by: load, part });
      },
      () => {
        if (!isCurrent) return;
        tell(t('error.unavailable'));
        onClose();
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [Part, load, onClose, t, tell]);
  return Part === null ? null : <Part {...props} />;
}
