import { checkText } from '@natter/model';
import type { AriaAttributes, CompositionEvent, KeyboardEvent } from 'react';
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { useLater } from '../base/later.tsx';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import type { MessageInputProps } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { useFeature } from '../base/use-standing.ts';
import { Icon } from '../parts/icon.tsx';
import type { ComposerCore, ComposerEdit, ComposerPanel, ComposerTools } from './composer-core.ts';
import { decideKey } from './composer-keys.ts';
import { useComposerDraft } from './use-composer-draft.ts';

const loadTools = async () => (await import('./composer-tools.tsx')).ComposerToolset;

/** What opens above the message box, with the icon of its button. */
const PANELS = [
  ['emoji', 'smile'],
  ['format', 'format'],
] as const;

const isTouchDevice = () => matchMedia('(pointer: coarse)').matches;

/** Grows with its text; the style sheet bounds it to five lines, and does all of it where the browser can. */
function fitHeight(area: HTMLTextAreaElement): void {
  if (typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content')) return;
  area.style.blockSize = 'auto';
  area.style.blockSize = `${area.scrollHeight}px`;
}

/**
 * Where one writes. The draft is kept at every key; what is sent leaves the composer at once and comes back to it when it
 * could not be made durable. Stays usable without a connection, and without what is downloaded later (`composer-tools.tsx`).
 */
export function MessageInput(props: MessageInputProps) {
  const { t, preferences, platform } = useUi();
  const { recipientName, maxLength, onSend, onTyping, onStoppedTyping, onEscape } = props;
  const draft = useComposerDraft(props);
  const [edit, setEdit] = useState<ComposerEdit | null>(null);
  const [fault, tell] = useState<string | null>(null);
  const [panel, setPanel] = useState<ComposerPanel>(null);
  const [aria, setAria] = useState<AriaAttributes>({});
  const area = useRef<HTMLTextAreaElement>(null);
  const tools = useRef<ComposerTools>(null);
  const composition = useRef('');
  const sendsAfterComposition = useRef(false);
  const Toolset = useLater(loadTools);
  const canAdd = useFeature('polls') && props.conversation != null && edit === null;

  const { replyTo, answer, clear } = draft;
  const text = edit?.text ?? draft.text;
  const setText = (value: string) => (edit === null ? draft.setText(value) : setEdit({ ...edit, text: value }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    if (area.current !== null) fitHeight(area.current);
  }, [text]);
  const focus = () => area.current?.focus({ preventScroll: true });
  const wantsFocus = props.autoFocus === true && draft.isLoaded;
  useEffect(() => {
    if (wantsFocus && !isTouchDevice()) area.current?.focus({ preventScroll: true });
  }, [wantsFocus]);
  // Whoever leaves, or may write here no longer, types no longer: the field goes without losing the focus first.
  const stopped = useRef(onStoppedTyping);
  stopped.current = onStoppedTyping;
  useEffect(() => () => stopped.current?.(), []);
  useImperativeHandle(props.handle, () => ({
    focus,
    reply: (message) => {
      setEdit(null);
      answer(message);
      focus();
    },
    edit: (entry) => {
      setEdit({ entry, text: entry.message.content ?? '' });
      focus();
    },
  }));

  const change = (value: string) => {
    setText(value);
    tell(null);
    if (edit !== null) return;
    if (value.trim() === '') onStoppedTyping?.();
    else onTyping?.();
  };
  const send = (value: string) => {
    const checked = checkText(value.trim(), { maxLength });
    if (!checked.ok) return tools.current?.onRefused(value);
    if (edit !== null) return tools.current?.onEdited(checked.text);
    const extras = tools.current?.extrasOf(checked.text) ?? {};
    const answered = replyTo === null ? extras : { ...extras, replyToId: replyTo.id };
    clear();
    onSend(checked.text, answered).catch((cause: unknown) => {
      // Nothing is lost: it goes back where it came from, before what was typed since.
      const since = area.current?.value ?? '';
      draft.setText(since === '' ? value : `${value}\n${since}`, replyTo);
      tell(t('composer.sendFailed', { detail: refusalText(refusalOf(cause), t) }));
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, code, keyCode, shiftKey, ctrlKey, metaKey, altKey, nativeEvent } = event;
    const { isComposing } = nativeEvent;
    const decision = decideKey(
      { key, code, keyCode, shiftKey, ctrlKey, metaKey, altKey, isComposing },
      { enterSends: preferences.enterSends, isTouch: isTouchDevice(), composition: composition.current },
    );
    // What was committed before this key concerns this key alone.
    if (!isComposing) composition.current = '';
    if (!isComposing && keyCode !== 229 && tools.current?.onKey(event)) return event.preventDefault();
    if (decision === 'ignore' || decision === 'newline') return;
    event.preventDefault();
    if (decision === 'send') send(event.currentTarget.value);
    else if (decision === 'send-after-composition') sendsAfterComposition.current = true;
    else onEscape?.();
  };
  const onCompositionEnd = (event: CompositionEvent<HTMLTextAreaElement>) => {
    composition.current = event.data;
    if (!sendsAfterComposition.current) return;
    sendsAfterComposition.current = false;
    const field = event.currentTarget;
    // In some browsers the committed syllable reaches the page with an input event that follows this one.
    platform.after(0, () => send(field.value));
  };
  const hasFormats = useFormatting().isOn;
  const toggle = (which: ComposerPanel) => setPanel(panel === which ? null : which);
  const canSend = checkText(text, { maxLength }).ok;
  const core: ComposerCore = {
    props,
    canAdd,
    area,
    text,
    setText,
    clear,
    edit,
    setEdit,
    replyTo,
    answer,
    panel,
    setPanel,
    setAria,
    tell,
    tools,
  };

  return (
    <div className="ntr-composer">
      {fault !== null && (
        <p className="ntr-composer__fault" role="alert">
          {fault}
        </p>
      )}
      {Toolset && <Toolset {...core} />}
      <form
        className="ntr-composer__field"
        onSubmit={(event) => {
          event.preventDefault();
          send(text);
          focus();
        }}
      >
        <button
          type="button"
          className="ntr-icon-button ntr-composer__tool"
          data-narrow={!canAdd || undefined}
          aria-label={t('composer.add')}
          aria-haspopup="menu"
          disabled={!Toolset}
          onClick={(event) => tools.current?.onAdd(event.currentTarget)}
        >
          <Icon name="plus" />
        </button>
        <textarea
          ref={area}
          id="ntr-composer"
          className="ntr-composer__area"
          dir="auto"
          rows={1}
          value={text}
          placeholder={t('composer.placeholder')}
          aria-label={t('composer.label', { name: recipientName })}
          {...aria}
          enterKeyHint={isTouchDevice() ? 'enter' : 'send'}
          autoComplete="off"
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            onStoppedTyping?.();
            draft.flush();
          }}
          onCompositionUpdate={(event) => {
            composition.current = event.data;
          }}
          onCompositionEnd={onCompositionEnd}
        />
        {PANELS.map(
          ([which, icon]) =>
            (which !== 'format' || hasFormats) && (
              <button
                key={which}
                type="button"
                className="ntr-icon-button ntr-composer__tool"
                data-tool={which}
                aria-label={t(`composer.${which}`)}
                aria-expanded={panel === which}
                onClick={() => toggle(which)}
              >
                <Icon name={icon} />
              </button>
            ),
        )}
        <button
          type="submit"
          className="ntr-composer__send"
          aria-label={t(edit !== null ? 'composer.save' : 'composer.send')}
          disabled={!canSend}
        >
          <Icon name={edit !== null ? 'check' : 'send'} size={20} />
        </button>
      </form>
    </div>
  );
}
