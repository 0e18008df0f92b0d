import type { Message } from '@natter/protocol';
import { useUi } from '../base/ui-context.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';

/** Why an edit was not saved. `changed`: another device was faster; `message` is what it made of it, null where it is gone. */
export type EditProblem = { readonly why: 'over' } | { readonly why: 'changed'; readonly message: Message | null };

interface EditFaultProps {
  readonly problem: EditProblem;
  readonly mine: string;
  readonly onTheirs: () => void;
  /** Mine after all, in place of the version that was looked at here. */
  readonly onMine: (version: number) => void;
}

/** Why an edit was not saved, with both texts at hand: mine stays in the box below. */
export function EditFault({ problem, mine, onTheirs, onMine }: EditFaultProps) {
  const { tell } = useUi();
  const t = useMoreTexts(enComposer);
  const ofMenu = useMoreTexts(enLater);
  const copy = () => {
    navigator.clipboard.writeText(mine).then(
      () => tell(ofMenu('message.copied')),
      () => tell(ofMenu('message.copyFailed')),
    );
  };
  const newer = problem.why === 'changed' ? problem.message : undefined;
  return (
    <div className="ntr-composer__clash" role="alert">
      <p>{t(problem.why === 'over' ? 'composer.edit.over' : 'composer.edit.changed')}</p>
      {newer !== undefined && (
        <blockquote className="ntr-composer__theirs" dir="auto">
          {newer?.content ?? t('message.deleted')}
        </blockquote>
      )}
      <div className="ntr-composer__answers">
        {newer === undefined ? (
          <button type="button" className="ntr-button" data-kind="quiet" onClick={copy}>
            {t('composer.edit.copy')}
          </button>
        ) : (
          <>
            <button type="button" className="ntr-button" data-kind="quiet" onClick={onTheirs}>
              {t('composer.edit.useTheirs')}
            </button>
            {newer !== null && (
              <button type="button" className="ntr-button" data-kind="primary" onClick={() => onMine(newer.version)}>
                {t('composer.edit.useMine')}
              </button>
            )}
          </>
        )}
      </div>
    </div>
  );
}
