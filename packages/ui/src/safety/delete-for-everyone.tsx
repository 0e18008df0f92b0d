import type { Message } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { ConfirmDialog } from '../parts/dialog.tsx';

export interface DeleteForEveryoneProps {
  readonly message: Message;
  readonly name: string;
  /** In which it is still possible. */
  readonly minutes: number;
  readonly onClose: () => void;
  readonly onFailed: (cause: unknown) => void;
}

/** Asks before an own message is taken from everybody, and says how long that is possible. */
export function DeleteForEveryone({ message, name, minutes, onClose, onFailed }: DeleteForEveryoneProps) {
  const client = useNatterClient();
  const t = useMoreTexts(enLater);
  return (
    <ConfirmDialog
      title={t('everyone.title')}
      text={t('everyone.text', { name })}
      hint={t('everyone.left', { count: minutes })}
      confirmLabel={t('everyone.confirm')}
      onConfirm={() => {
        onClose();
        client.messages.delete(message.conversationId, message.id, { for: 'everyone' }).catch(onFailed);
      }}
      onCancel={onClose}
    />
  );
}
