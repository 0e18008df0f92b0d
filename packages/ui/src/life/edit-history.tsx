import type { Message, Versions } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useCallback } from 'react';
import { fullTime } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { type DiffPart, diffWords } from './diff-words.ts';
import { enLife } from './en-life.ts';
import { useAnswer } from './use-answer.ts';
import { Fault, WaitingLines } from './waiting-lines.tsx';

export interface EditHistoryProps {
  readonly message: Message;
  readonly onClose: () => void;
}

/** One piece of a version. That it was added or taken away is said too, for those who do not see the marks. */
function Part({ kind, text }: DiffPart) {
  const t = useMoreTexts(enLife);
  if (kind === 'same') return text;
  const Mark = kind === 'added' ? 'ins' : 'del';
  return (
    <Mark className="ntr-history__mark">
      <span className="ntr-hidden">{t(`history.${kind}`)} </span>
      {text}
    </Mark>
  );
}

function VersionList({ items }: Versions) {
  const ui = useUi();
  const t = useMoreTexts(enLife);
  const last = items.length - 1;
  const title = (at: number) => {
    if (at === last) return t('history.now');
    return at === 0 ? t('history.first') : t('history.edit', { count: at });
  };
  return (
    <>
      {last > 0 && <p className="ntr-dialog__hint">{t('history.legend')}</p>}
      <ol className="ntr-history" reversed>
        {items
          .map((each, at) => {
            const before = items[at - 1]?.content;
            const text = each.content ?? '';
            const parts: DiffPart[] = typeof before === 'string' ? diffWords(before, text) : [{ kind: 'same', text }];
            return (
              <li key={each.version} className="ntr-history__version">
                <p className="ntr-history__when">
                  <strong>{title(at)}</strong> <time dateTime={each.at}>{fullTime(each.at, ui)}</time>
                </p>
                <p className="ntr-history__text" dir="auto">
                  {parts.map((part, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other identity.
                    <Part key={index} {...part} />
                  ))}
                </p>
              </li>
            );
          })
          .reverse()}
      </ol>
    </>
  );
}

/** All versions of an edited message, the present one first, with what changed from each to the next. */
export function EditHistory({ message, onClose }: EditHistoryProps) {
  const t = useMoreTexts(enLife);
  const client = useNatterClient();
  const { conversationId, id, version } = message;
  const { answer, retry } = useAnswer(
    // biome-ignore lint/correctness/useExhaustiveDependencies: another version has another history.
    useCallback(() => client.messages.versions(conversationId, id), [client, conversationId, id, version]),
  );
  return (
    <Dialog title={t('history.title')} onClose={onClose}>
      {answer.at === 'loading' && <WaitingLines label={t('history.loading')} />}
      {answer.at === 'failed' && (
        <Fault error={answer.error} say={(detail) => t('history.failed', { detail })} onRetry={retry} />
      )}
      {answer.at === 'there' && <VersionList {...answer.value} />}
    </Dialog>
  );
}
