import type { ConversationId } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { faultOf, filledOptions, type PollFault, pasteLines, withRoom } from './check-poll.ts';
import { enLife } from './en-life.ts';

export interface PollDialogProps {
  readonly conversationId: ConversationId;
  /** Of a question, in code points. */
  readonly maxLength: number;
  readonly onClose: () => void;
  /** It is on its way. */
  readonly onSent?: (() => void) | undefined;
}

interface OptionFieldProps {
  readonly at: number;
  readonly value: string;
  readonly isRemovable: boolean;
  readonly onChange: (value: string) => void;
  readonly onPaste: (text: string) => void;
  readonly onRemove: () => void;
}

function OptionField({ at, value, isRemovable, onChange, onPaste, onRemove }: OptionFieldProps) {
  const t = useMoreTexts(enLife);
  const label = t('poll.option', { count: at + 1 });
  return (
    <li className="ntr-poll-form__option">
      <input
        className="ntr-field__input"
        type="text"
        dir="auto"
        autoComplete="off"
        enterKeyHint="next"
        aria-label={label}
        placeholder={at < LIMITS.pollOptionsMin ? label : t('poll.optionHint')}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain');
          if (!/\n/u.test(text.trim())) return;
          event.preventDefault();
          onPaste(text);
        }}
      />
      {isRemovable && (
        <button
          type="button"
          className="ntr-icon-button"
          aria-label={t('poll.removeOption', { count: at + 1 })}
          onClick={onRemove}
        >
          <Icon name="close" size={18} />
        </button>
      )}
    </li>
  );
}

interface SwitchProps {
  readonly name: 'multiple' | 'anonymous';
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function PollSwitch({ name, isOn, onChange }: SwitchProps) {
  const t = useMoreTexts(enLife);
  const id = useId();
  return (
    <div className="ntr-setting">
      <label className="ntr-setting__label" htmlFor={id}>
        {t(`poll.${name}`)}
      </label>
      <p id={`${id}-hint`} className="ntr-setting__hint">
        {t(`poll.${name}Hint`)}
      </p>
      <input
        id={id}
        type="checkbox"
        role="switch"
        className="ntr-switch"
        aria-describedby={`${id}-hint`}
        checked={isOn}
        aria-checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}

/** A new poll: a question, two to twelve answers, and how one votes. Enter goes to the next field, and sends from none. */
export function PollDialog({ conversationId, maxLength, onClose, onSent }: PollDialogProps) {
  const client = useNatterClient();
  const { tell } = useUi();
  const t = useMoreTexts(enLife);
  const [question, setQuestion] = useState('');
  const [options, setOptions] = useState<readonly string[]>(['', '']);
  const [how, setHow] = useState({ multiple: false, anonymous: false });
  const [fault, setFault] = useState<string | null>(null);
  const questionRef = useRef<HTMLTextAreaElement>(null);
  const formRef = useRef<HTMLFormElement>(null);
  useEffect(() => questionRef.current?.focus(), []);
  const change = (to: readonly string[]) => {
    setOptions(withRoom(to));
    setFault(null);
  };
  const say = (which: PollFault) =>
    which === 'long' ? t('poll.fault.long', { count: LIMITS.pollOptionLength }) : t(`poll.fault.${which}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = faultOf({ question, options }, maxLength);
    if (found !== null) return setFault(say(found));
    onClose();
    const poll = { options: filledOptions({ options }), ...how };
    client.messages.send(conversationId, { content: question.trim(), poll }).then(
      ({ committed }) => {
        // A refusal is shown at the message itself and told by a notice.
        committed.catch(() => undefined);
        onSent?.();
      },
      (cause: unknown) => tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) })),
    );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    const field = event.target;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || !(field instanceof HTMLElement)) return;
    if (event.ctrlKey || event.metaKey) return submit(event);
    if (!field.matches('input[type=text]')) return;
    event.preventDefault();
    const fields = [...(formRef.current?.querySelectorAll<HTMLElement>('input[type=text]') ?? [])];
    fields[fields.indexOf(field) + 1]?.focus();
  };
  return (
    <Dialog title={t('poll.title')} onClose={onClose}>
      <form ref={formRef} className="ntr-poll-form" noValidate onSubmit={submit} onKeyDown={onKeyDown}>
        <label className="ntr-field">
          <span className="ntr-field__label">{t('poll.question')}</span>
          <textarea
            ref={questionRef}
            className="ntr-field__area"
            dir="auto"
            rows={2}
            placeholder={t('poll.questionHint')}
            value={question}
            onChange={(event) => {
              setQuestion(event.currentTarget.value);
              setFault(null);
            }}
          />
        </label>
        <p className="ntr-field__label">{t('poll.options')}</p>
        <ol className="ntr-poll-form__options" aria-label={t('poll.options')}>
          {options.map((value, at) => (
            <OptionField
              // biome-ignore lint/suspicious/noArrayIndexKey: a field is the place it stands at.
              key={at}
              at={at}
              value={value}
              isRemovable={value !== '' && options.length > LIMITS.pollOptionsMin}
              onChange={(to) => change(options.map((each, index) => (index === at ? to : each)))}
              onPaste={(text) => change(pasteLines(options, at, text))}
              onRemove={() => change(options.filter((_, index) => index !== at))}
            />
          ))}
        </ol>
        <PollSwitch name="multiple" isOn={how.multiple} onChange={(multiple) => setHow({ ...how, multiple })} />
        <PollSwitch name="anonymous" isOn={how.anonymous} onChange={(anonymous) => setHow({ ...how, anonymous })} />
        {fault !== null && (
          <p className="ntr-fault" role="alert">
            {fault}
          </p>
        )}
        <div className="ntr-dialog__answers">
          <button type="button" className="ntr-button" data-kind="quiet" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" className="ntr-button" data-kind="primary">
            {t('poll.send')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
