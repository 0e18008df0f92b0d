import { EmptyState, UiProvider, useText } from '@natter/ui';
import { type ComponentType, useEffect, useState } from 'react';
import { i18n } from '../i18n.ts';

function Sentence() {
  const t = useText();
  const action = { label: t('app.reload'), run: () => location.reload() };
  return <EmptyState art="lost" title={t('error.part')} action={action} />;
}

/** Nothing but a new page helps: browsers remember a file they could not get, and a newer server may no longer have it. */
function Missing() {
  return (
    <main className="main">
      <UiProvider i18n={i18n}>
        <Sentence />
      </UiProvider>
    </main>
  );
}

interface LaterProps<Props> {
  /** Downloads the page. The same function at every drawing. */
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
}

/** A page that is downloaded when it is first drawn. Where it cannot be had, the rest goes on and this says so. */
export function Later<Props extends object>({ load, props }: LaterProps<Props>) {
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
  return Part === null ? null : <Part {...props} />;
}
