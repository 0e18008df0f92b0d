import type { Message } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useEffect } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useServerNow } from '../base/use-server-now.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { minutesToDelete } from '../life/time-left.ts';
import { ConfirmDialog } from '../parts/dialog.tsx';

/** How often the time that is left is looked at. */
const TICK_MS = 1_000;

export interface DeleteForEveryoneProps {
  readonly message: Message;
  readonly name: string;
  readonly onClose: () => void;
  readonly onFailed: (cause: unknown) => void;
}

/** Asks before an own message is taken from everybody, and says how long that is possible; when it no longer is, it says so and closes. */
export function DeleteForEveryone({ message, name, onClose, onFailed }: DeleteForEveryoneProps) {
  const client = useNatterClient();
  const { tell } = useUi();
  const t = useMoreTexts(enLater);
  const left = minutesToDelete(message, useServerNow(TICK_MS));
  const isOver = left === 0;
  useEffect(() => {
    if (!isOver) return;
    tell(t('error.delete_window_over'));
    onClose();
  }, [isOver, tell, t, onClose]);
  return (
    <ConfirmDialog
      title={t('everyone.title')}
      text={t('everyone.text', { name })}
      hint={t('everyone.left', { count: left })}
      confirmLabel={t('everyone.confirm')}
      onConfirm={() => {
        onClose();
        client.messages.delete(message.conversationId, message.id, { for: 'everyone' }).catch(onFailed);
      }}
      onCancel={onClose}
    />
  );
}
