import { useNatterClient } from '@natter/react';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Icon } from '../parts/icon.tsx';
import type { ComposerCore } from './composer-core.ts';
import { ComposerIcon } from './composer-icon.tsx';

/** Two lines show at most; more text than this is never needed (UTF-16 units). */
const SHOWN = 300;

/** What is answered or changed, above the box, with the way out of it. */
export function ModeBar({ core, onLeave }: { readonly core: ComposerCore; readonly onLeave: () => void }) {
  const { edit, replyTo, props, area } = core;
  const me = useNatterClient().userId;
  const { t: kitText } = useUi();
  const t = useMoreTexts(enComposer);
  const { plain } = useFormatting();
  const isEdit = edit !== null;
  const message = isEdit ? edit.entry.message : (replyTo?.message ?? null);
  const senderId = isEdit ? me : (replyTo?.message?.senderId ?? null);
  const author = senderId === null ? undefined : props.view?.people.get(senderId);
  const name = author?.displayName ?? kitText('app.unknownPerson');
  const title = isEdit
    ? t('composer.editing')
    : senderId === me
      ? t('composer.replyingSelf')
      : t('composer.replying', { name });
  return (
    <div className="ntr-composer__mode" data-edit={isEdit || undefined}>
      <ComposerIcon name={isEdit ? 'pencil' : 'reply'} size={18} />
      <div className="ntr-composer__about">
        <p className="ntr-composer__title">{title}</p>
        <p className="ntr-composer__quoted" dir="auto">
          {message === null ? '…' : plain((message.content ?? '').slice(0, SHOWN))}
        </p>
      </div>
      <button
        type="button"
        className="ntr-icon-button"
        aria-label={t(isEdit ? 'composer.stopEdit' : 'composer.stopReply')}
        onClick={() => {
          onLeave();
          area.current?.focus({ preventScroll: true });
        }}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
