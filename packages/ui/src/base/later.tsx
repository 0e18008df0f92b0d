import { type ComponentType, useEffect, useState } from 'react';
import { type Translate, useUi } from './ui-context.ts';

interface LaterProps<Props> {
  /** Downloads the part. The same function at every drawing. */
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
}

interface Loaded<Props> {
  readonly by: LaterProps<Props>['load'];
  /** Null: it could not be had. */
  readonly part: ComponentType<Props> | null;
}

/** A part that is downloaded when it is first drawn; null when it could not be had, undefined while it is on its way. */
export function useLater<Props>(load: LaterProps<Props>['load']): ComponentType<Props> | null | undefined {
  const [loaded, setLoaded] = useState<Loaded<Props> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const take = (part: ComponentType<Props> | null) => {
      if (isCurrent) setLoaded({ by: load, part });
    };
    load().then(take, () => take(null));
    return () => {
      isCurrent = false;
    };
  }, [load]);
  // One part may follow another in the same place.
  return loaded?.by === load ? loaded.part : undefined;
}

/**
 * What to say and to offer where a part could not be had. A browser may remember that for as long as the page lives, and a
 * server that was updated may not have this version's parts any more: once there is a network, a new page is what helps.
 */
export function missingPart(t: Translate) {
  return navigator.onLine
    ? { text: t('error.part'), action: { label: t('app.reload'), run: () => location.reload() } }
    : { text: t('error.partOffline') };
}

/**
 * Who asked for something by a key goes on with keys that are meant for it. Until it is there they do nothing in the place where
 * it was asked for, where an arrow would lead to another row; Escape calls it off. What is typed into a field is a text.
 */
function useHeldKeys(isAwaited: boolean, onClose: () => void): void {
  const { rootRef } = useUi();
  useEffect(() => {
    const opener = document.activeElement;
    const isOurs = rootRef.current?.contains(opener) === true && opener?.matches('input, textarea') === false;
    if (!isAwaited || !isOurs) return;
    const hold = (event: KeyboardEvent) => {
      const { key, target, altKey, ctrlKey, metaKey } = event;
      if (target !== opener || altKey || ctrlKey || metaKey || key === 'Tab') return;
      event.preventDefault();
      event.stopPropagation();
      if (key === 'Escape') onClose();
    };
    document.addEventListener('keydown', hold, true);
    return () => document.removeEventListener('keydown', hold, true);
  }, [isAwaited, onClose, rootRef]);
}

/**
 * A dialog that is downloaded when it is first asked for. Where it cannot be had just now, that is said, and it counts as
 * closed, so that the page goes on and the next attempt asks again.
 */
export function Later<Props extends { readonly onClose: () => void }>({ load, props }: LaterProps<Props>) {
  const { t, tell } = useUi();
  const Part = useLater(load);
  const { onClose } = props;
  useHeldKeys(Part === undefined, onClose);
  useEffect(() => {
    if (Part !== null) return;
    const { text, action } = missingPart(t);
    tell(text, action);
    onClose();
  }, [Part, onClose, t, tell]);
  return Part === null || Part === undefined ? null : <Part {...props} />;
}
