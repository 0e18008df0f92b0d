import { checkText, codePointLength } from '@natter/model';
import { useDraft } from '@natter/react';
import { type CompositionEvent, type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import type { MessageInputProps } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';
import { decideKey } from './composer-keys.ts';

/** The counter appears when less than this part of the limit is left. */
const COUNTER_PART = 0.1;

const isTouchDevice = () => matchMedia('(pointer: coarse)').matches;

/** Grows with its text; the style sheet bounds it to five lines, and does all of it where the browser can. */
function fitHeight(area: HTMLTextAreaElement): void {
  if (typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content')) return;
  area.style.blockSize = 'auto';
  area.style.blockSize = `${area.scrollHeight}px`;
}

/**
 * Where one writes. The draft is kept at every key; what is sent leaves the composer at once and comes back to it when it
 * could not be made durable. Stays usable without a connection.
 */
export function MessageInput(props: MessageInputProps) {
  const { t, preferences, announce } = useUi();
  const { draftKey, recipientName, maxLength, onSend, onTyping, onStoppedTyping, onEscape } = props;
  const { text, setText, isLoaded } = useDraft(draftKey);
  const [fault, setFault] = useState<string | null>(null);
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const composition = useRef('');
  const sendsAfterComposition = useRef(false);
  const counterId = useId();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    if (areaRef.current !== null) fitHeight(areaRef.current);
  }, [text]);
  const wantsFocus = props.autoFocus === true && isLoaded;
  useEffect(() => {
    if (wantsFocus && !isTouchDevice()) areaRef.current?.focus({ preventScroll: true });
  }, [wantsFocus]);

  const left = maxLength - codePointLength(text);
  const canSend = checkText(text, { maxLength }).ok;

  const change = (value: string) => {
    setText(value);
    setFault(null);
    if (value.trim() === '') onStoppedTyping?.();
    else onTyping?.();
  };
  const send = (value: string) => {
    const checked = checkText(value.trim(), { maxLength });
    if (!checked.ok) {
      if (checked.fault === 'too_long') announce(t('composer.over', { count: checked.length - checked.maxLength }));
      return;
    }
    setText('');
    onSend(checked.text).catch((cause: unknown) => {
      // Nothing is lost: it goes back where it came from, before what was typed since.
      const since = areaRef.current?.value ?? '';
      setText(since === '' ? value : `${value}\n${since}`);
      setFault(t('composer.sendFailed', { detail: refusalText(refusalOf(cause), t) }));
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { key, keyCode, shiftKey, ctrlKey, metaKey, altKey, nativeEvent } = event;
    const decision = decideKey(
      { key, keyCode, shiftKey, ctrlKey, metaKey, altKey, isComposing: nativeEvent.isComposing },
      { enterSends: preferences.enterSends, isTouch: isTouchDevice(), composition: composition.current },
    );
    if (decision === 'ignore' || decision === 'newline') return;
    event.preventDefault();
    if (decision === 'send') send(event.currentTarget.value);
    else if (decision === 'send-after-composition') sendsAfterComposition.current = true;
    else onEscape?.();
  };
  const onCompositionEnd = (event: CompositionEvent<HTMLTextAreaElement>) => {
    composition.current = '';
    if (!sendsAfterComposition.current) return;
    sendsAfterComposition.current = false;
    const area = event.currentTarget;
    // The committed syllable reaches the field with the input event that follows this one.
    queueMicrotask(() => send(area.value));
  };
  const showsCounter = left < maxLength * COUNTER_PART;

  return (
    <form
      className="ntr-composer"
      data-over={left < 0 || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        send(text);
        areaRef.current?.focus();
      }}
    >
      {fault !== null && (
        <p className="ntr-composer__fault" role="alert">
          {fault}
        </p>
      )}
      <div className="ntr-composer__field">
        <textarea
          ref={areaRef}
          id="ntr-composer"
          className="ntr-composer__area"
          dir="auto"
          rows={1}
          value={text}
          placeholder={t('composer.placeholder')}
          aria-label={t('composer.label', { name: recipientName })}
          aria-describedby={showsCounter ? counterId : undefined}
          aria-invalid={left < 0 || undefined}
          enterKeyHint={isTouchDevice() ? 'enter' : 'send'}
          autoComplete="off"
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={onStoppedTyping}
          onCompositionStart={() => {
            composition.current = '';
          }}
          onCompositionUpdate={(event) => {
            composition.current = event.data;
          }}
          onCompositionEnd={onCompositionEnd}
        />
        <button type="submit" className="ntr-composer__send" aria-label={t('composer.send')} disabled={!canSend}>
          <Icon name="send" size={20} />
        </button>
      </div>
      {showsCounter && (
        <p className="ntr-composer__counter" id={counterId}>
          {left < 0 ? t('composer.over', { count: -left }) : t('composer.left', { count: left })}
        </p>
      )}
    </form>
  );
}
