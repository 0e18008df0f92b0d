import type { Conversation } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useEffect, useId, useState } from 'react';
import { peerOf } from '../base/names.ts';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { clocksDiffer, instantOf, localOf, presetsAt, whenLabel } from './schedule-times.ts';
import { faultOfTime, WhenField } from './when-field.tsx';

export interface ScheduleDialogProps {
  readonly conversation: Conversation;
  /** Hands the message to the server, to be sent at this instant (ISO 8601); a rejection is shown and changes nothing. */
  readonly onChoose: (sendAt: string) => Promise<void>;
  readonly onClose: () => void;
}

interface Recipient {
  readonly name: string;
  readonly timeZone: string;
}

/** Who gets it and where their clock is; null where nobody told, or there are several. */
function useRecipient(conversation: Conversation): Recipient | null {
  const client = useNatterClient();
  const [recipient, setRecipient] = useState<Recipient | null>(null);
  const peer = conversation.type === 'direct' ? peerOf(conversation, client.userId) : null;
  const [peerId, name] = [peer?.userId, peer?.displayName ?? ''];
  useEffect(() => {
    if (peerId === undefined || peerId === client.userId) return;
    let isCurrent = true;
    client.conversations.participants(conversation.id).then(
      (all) => {
        const timeZone = all.find(({ userId }) => userId === peerId)?.timeZone ?? null;
        if (isCurrent && timeZone !== null) setRecipient({ name, timeZone });
      },
      // Without it the dialog says nothing of their clock.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, conversation.id, peerId, name]);
  return recipient;
}

/** When to send what stands in the message box: times that suit most, or one's own choice. */
export function ScheduleDialog({ conversation, onChoose, onClose }: ScheduleDialogProps) {
  const ui = useUi();
  const t = useMoreTexts(enComposer);
  const client = useNatterClient();
  const now = client.serverNow();
  const [presets] = useState(() => presetsAt(now, ui.timeZone));
  const [chosen, setChosen] = useState<number | null>(presets[0]?.at ?? null);
  const [own, setOwn] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const recipient = useRecipient(conversation);
  const groupName = useId();
  const at = chosen ?? instantOf(own, ui.timeZone);
  const isValid = faultOfTime(at, client.serverNow()) === null;
  const showsTheirs = recipient !== null && isValid && clocksDiffer(at, ui.timeZone, recipient.timeZone);

  const confirm = () => {
    setIsBusy(true);
    onChoose(new Date(at).toISOString()).then(onClose, (cause: unknown) => {
      setFault(t('schedule.failed', { detail: refusalText(refusalOf(cause), ui.t) }));
      setIsBusy(false);
    });
  };
  return (
    <Dialog title={t('schedule.title')} onClose={onClose}>
      <form
        className="ntr-schedule"
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid && !isBusy) confirm();
        }}
      >
        {presets.map(({ id, at: time }) => (
          <label key={id} className="ntr-schedule__choice">
            <input type="radio" name={groupName} checked={chosen === time} onChange={() => setChosen(time)} />
            <span>{t(`schedule.${id}`)}</span>
            <time dateTime={new Date(time).toISOString()}>{whenLabel(new Date(time).toISOString(), now, ui)}</time>
          </label>
        ))}
        <label className="ntr-schedule__choice">
          <input
            type="radio"
            name={groupName}
            checked={chosen === null}
            onChange={() => {
              if (own === '') setOwn(localOf(chosen ?? client.serverNow(), ui.timeZone));
              setChosen(null);
            }}
          />
          <span>{t('schedule.own')}</span>
        </label>
        {chosen === null && <WhenField value={own} onChange={setOwn} />}
        <p className="ntr-schedule__there" role="status">
          {showsTheirs &&
            t('schedule.there', {
              name: recipient.name,
              time: whenLabel(new Date(at).toISOString(), now, { ...ui, timeZone: recipient.timeZone }),
            })}
        </p>
        {fault !== null && (
          <p className="ntr-schedule__fault" role="alert">
            {fault}
          </p>
        )}
        <div className="ntr-dialog__answers">
          <button type="button" className="ntr-button" data-kind="quiet" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" className="ntr-button" data-kind="primary" disabled={!isValid || isBusy}>
            {t('schedule.confirm')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
