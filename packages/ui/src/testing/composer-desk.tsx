import type { Feature } from '@natter/protocol';
import { act } from 'react';
import type { MessageInputProps } from '../base/slot-props.ts';
import { MessageInput } from '../composer/message-input.tsx';
import { renderUi, stillPlatform } from './render-ui.tsx';
import { configOf, stubClient } from './stub-client.ts';

interface DeskOptions extends Partial<MessageInputProps> {
  readonly stub?: ReturnType<typeof stubClient>;
  /** Features that are switched off. */
  readonly off?: readonly Feature[];
  /** What the device remembers. */
  readonly stored?: Record<string, string>;
}

/** A message box in front of somebody, with all that it downloads later. */
export async function sitAtComposer({ stub = stubClient(), stored = {}, off = [], ...props }: DeskOptions = {}) {
  const { client, calls } = stub;
  const { features } = configOf();
  client.config = async () =>
    configOf({ features: { ...features, ...Object.fromEntries(off.map((each) => [each, false])) } });
  const sent: [content: string, extras: Parameters<MessageInputProps['onSend']>[1]][] = [];
  const still = stillPlatform(stored);
  const ui = await renderUi(
    <MessageInput
      draftKey="c1"
      recipientName="Jonas"
      maxLength={100}
      onSend={async (content, extras) => {
        sent.push([content, extras]);
      }}
      {...props}
    />,
    { client, platform: still.platform },
  );
  await act(async () => {
    await import('../composer/composer-tools.tsx');
  });
  await act(async () => undefined);
  const area = ui.get<HTMLTextAreaElement>('textarea');
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
  const caretMoved = () => document.dispatchEvent(new Event('selectionchange'));
  /** The text as typed, with the caret at its end. */
  const type = (text: string) =>
    act(async () => {
      area.focus();
      set?.call(area, text);
      area.setSelectionRange(text.length, text.length);
      area.dispatchEvent(new Event('input', { bubbles: true }));
      caretMoved();
    });
  const select = (start: number, end: number) =>
    act(async () => {
      area.focus();
      area.setSelectionRange(start, end);
      caretMoved();
    });
  /** Answers whether the browser would have done something with it. */
  const press = async (key: string, init: KeyboardEventInit & { keyCode?: number } = {}) => {
    const event = new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true, ...init });
    if (init.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: init.keyCode });
    await act(async () => {
      area.dispatchEvent(event);
    });
    await act(async () => undefined);
    return !event.defaultPrevented;
  };
  // happy-dom knows the event by name only; browsers put the text into `data`.
  const compose = (name: 'compositionstart' | 'compositionupdate' | 'compositionend', data: string) =>
    act(async () => {
      area.dispatchEvent(Object.assign(new Event(name, { bubbles: true }), { data }));
    });
  return { ...ui, ...still, client, calls, stub, area, sent, type, select, press, compose };
}
