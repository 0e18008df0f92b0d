import { codePointLength } from '@natter/model';
import type { Message, Person, ReportReason } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature } from '../base/use-standing.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';

const REASONS: readonly ReportReason[] = ['spam', 'harassment', 'hate', 'other'];
/** The counter appears when fewer code points than this are left. */
const COUNTER_FROM = 100;

export interface ReportDialogProps {
  readonly message: Message;
  readonly author: Person;
  readonly onClose: () => void;
  /** Absent: blocking is not offered, such as for somebody who is blocked already. */
  readonly onBlock?: (() => void) | undefined;
}

type State =
  | { readonly at: 'form'; readonly fault: string | null }
  | { readonly at: 'sending' }
  | { readonly at: 'done' };

/** Reports a message: a reason, a note, who will see it; then what happens next, and the offer to block its author. */
export function ReportDialog(props: ReportDialogProps) {
  const { author, onClose } = props;
  const t = useMoreTexts(enLater);
  const [state, setState] = useState<State>({ at: 'form', fault: null });
  return (
    <Dialog title={t(state.at === 'done' ? 'report.doneTitle' : 'report.title')} onClose={onClose}>
      {state.at === 'done' ? (
        <Done name={author.displayName} onClose={onClose} onBlock={props.onBlock} />
      ) : (
        <ReportForm {...props} state={state} setState={setState} />
      )}
    </Dialog>
  );
}

interface DoneProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly onBlock?: (() => void) | undefined;
}

function Done({ name, onClose, onBlock }: DoneProps) {
  const t = useMoreTexts(enLater);
  const canBlock = useFeature('blocking') && onBlock !== undefined;
  const doneRef = useRef<HTMLButtonElement>(null);
  // The button that was pressed has gone with the form.
  useEffect(() => doneRef.current?.focus(), []);
  return (
    <>
      <p className="ntr-dialog__text" role="status">
        {t('report.done')}
      </p>
      <div className="ntr-dialog__answers">
        {canBlock && (
          <button
            type="button"
            className="ntr-button"
            data-kind="quiet"
            onClick={() => {
              onClose();
              onBlock();
            }}
          >
            {t('report.block', { name })}
          </button>
        )}
        <button ref={doneRef} type="button" className="ntr-button" data-kind="primary" onClick={onClose}>
          {t('report.finish')}
        </button>
      </div>
    </>
  );
}

interface FormProps extends ReportDialogProps {
  readonly state: Exclude<State, { at: 'done' }>;
  readonly setState: (state: State) => void;
}

function ReportForm({ message, author, onClose, state, setState }: FormProps) {
  const client = useNatterClient();
  const ui = useUi();
  const t = useMoreTexts(enLater);
  const [reason, setReason] = useState<ReportReason | null>(null);
  const [note, setNote] = useState('');
  const leftId = useId();
  const left = LIMITS.noteLength - codePointLength(note);
  const canSend = reason !== null && left >= 0 && state.at === 'form';
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (reason === null || !canSend) return;
    setState({ at: 'sending' });
    const words = note.trim();
    client.messages
      .report(message.conversationId, message.id, words === '' ? { reason } : { reason, note: words })
      .then(
        () => setState({ at: 'done' }),
        (cause: unknown) =>
          setState({ at: 'form', fault: t('report.failed', { detail: refusalText(refusalOf(cause), ui.t) }) }),
      );
  };
  return (
    <form onSubmit={send}>
      <blockquote className="ntr-evidence" dir="auto">
        {message.content}
      </blockquote>
      <fieldset className="ntr-choices">
        <legend className="ntr-choices__legend">{t('report.reason')}</legend>
        {REASONS.map((each) => (
          <label key={each} className="ntr-choices__choice">
            <input type="radio" name="reason" value={each} checked={reason === each} onChange={() => setReason(each)} />
            {t(`report.reason.${each}`)}
          </label>
        ))}
      </fieldset>
      <label className="ntr-field">
        <span className="ntr-field__label">{t('report.note')}</span>
        <textarea
          className="ntr-field__area"
          dir="auto"
          rows={3}
          value={note}
          aria-invalid={left < 0 || undefined}
          aria-describedby={left < COUNTER_FROM ? leftId : undefined}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      {left < COUNTER_FROM && (
        <p className="ntr-field__left" id={leftId} data-over={left < 0 || undefined}>
          {left < 0 ? t('composer.over', { count: -left }) : t('composer.left', { count: left })}
        </p>
      )}
      <p className="ntr-dialog__hint">{t('report.who', { name: author.displayName })}</p>
      {state.at === 'form' && state.fault !== null && (
        <p className="ntr-fault" role="alert">
          {state.fault}
        </p>
      )}
      <div className="ntr-dialog__answers">
        <button type="button" className="ntr-button" data-kind="quiet" onClick={onClose}>
          {t('app.cancel')}
        </button>
        <button type="submit" className="ntr-button" data-kind="primary" disabled={!canSend}>
          {t(state.at === 'sending' ? 'report.sending' : 'report.send')}
        </button>
      </div>
    </form>
  );
}
