import type { Person } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useId, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';

export interface BlockDialogProps {
  readonly person: Person;
  readonly onClose: () => void;
}

/** Asks before somebody is blocked, and says exactly what that does. A refusal is shown in the dialog, which stays. */
export function BlockDialog({ person, onClose }: BlockDialogProps) {
  const client = useNatterClient();
  const ui = useUi();
  const t = useMoreTexts(enLater);
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly fault: string | null }>({
    isBusy: false,
    fault: null,
  });
  const listId = useId();
  const name = person.displayName;
  const hasOffice = person.office !== undefined && person.office !== null;
  const block = () => {
    setState({ isBusy: true, fault: null });
    client.blocks.put(person.userId).then(
      () => {
        ui.tell(t('block.done', { name }));
        onClose();
      },
      (cause: unknown) =>
        setState({ isBusy: false, fault: t('block.failed', { detail: refusalText(refusalOf(cause), ui.t) }) }),
    );
  };
  return (
    <Dialog title={t('block.title', { name })} describedBy={listId} onClose={onClose}>
      <ul id={listId} className="ntr-points">
        {!hasOffice && <li>{t('block.deliver', { name })}</li>}
        {hasOffice && <li>{t('block.office')}</li>}
        <li>{t('block.signs')}</li>
        <li>{t('block.silent', { name })}</li>
        <li>{t('block.write', { name })}</li>
      </ul>
      {state.fault !== null && (
        <p className="ntr-fault" role="alert">
          {state.fault}
        </p>
      )}
      <div className="ntr-dialog__answers">
        <button type="button" className="ntr-button" data-kind="quiet" onClick={onClose}>
          {t('app.cancel')}
        </button>
        <button type="button" className="ntr-button" data-kind="danger" disabled={state.isBusy} onClick={block}>
          {t(state.isBusy ? 'block.busy' : 'block.confirm')}
        </button>
      </div>
    </Dialog>
  );
}
