import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { stubClient } from '../testing/stub-client.ts';
import { MessageInput } from './message-input.tsx';

async function setUp(options: { maxLength?: number; fails?: boolean } = {}) {
  const { client, calls } = stubClient();
  const sent: string[] = [];
  const onSend = async (content: string) => {
    if (options.fails === true) throw Object.assign(new Error('full'), { code: 'unavailable' });
    sent.push(content);
  };
  const ui = await renderUi(
    <MessageInput draftKey="c1" recipientName="Jonas" maxLength={options.maxLength ?? 100} onSend={onSend} />,
    { client },
  );
  const area = ui.get<HTMLTextAreaElement>('textarea');
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
  const type = (text: string) =>
    act(async () => {
      set?.call(area, text);
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
  const press = (key: string, init: KeyboardEventInit = {}) =>
    act(async () => {
      area.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }));
    });
  // happy-dom knows the event by name only; browsers put the text into `data`.
  const compose = (name: 'compositionupdate' | 'compositionend', data: string) =>
    act(async () => {
      area.dispatchEvent(Object.assign(new Event(name, { bubbles: true }), { data }));
    });
  return { ...ui, area, sent, calls, type, press, compose };
}

describe('the message box', () => {
  it('sends what was typed, trimmed, and is empty again', async () => {
    const { type, press, sent, area } = await setUp();
    await type('  Hello there ');
    await press('Enter');
    expect(sent).toEqual(['Hello there']);
    expect(area.value).toBe('');
  });

  it('sends nothing but spaces never, and says so by a button that cannot be pressed', async () => {
    const { type, press, sent, get } = await setUp();
    await type('  \n ');
    await press('Enter');
    expect(sent).toEqual([]);
    expect(get<HTMLButtonElement>('button[type=submit]').disabled).toBe(true);
  });

  it('does not send while candidates are chosen, and sends after', async () => {
    const { type, press, sent, compose } = await setUp();
    await compose('compositionupdate', 'にほん');
    await type('にほん');
    await press('Enter', { isComposing: true });
    expect(sent).toEqual([]);
    await compose('compositionend', '日本');
    expect(sent).toEqual([]);
    await type('日本');
    await press('Enter');
    expect(sent).toEqual(['日本']);
  });

  it('sends Hangul with a single Enter, with the last syllable in it', async () => {
    const { type, press, sent, compose } = await setUp();
    await compose('compositionupdate', '녕');
    await type('안녕');
    await press('Enter', { isComposing: true });
    await compose('compositionend', '녕');
    expect(sent).toEqual(['안녕']);
  });

  it('keeps a draft at every key', async () => {
    const { type, calls } = await setUp();
    await type('He');
    await type('Hel');
    expect(calls.drafts).toEqual([
      ['c1', 'He'],
      ['c1', 'Hel'],
    ]);
  });

  it('counts in code points near the limit, and refuses what is over it', async () => {
    const { type, press, sent, get } = await setUp({ maxLength: 10 });
    await type('😀'.repeat(10));
    expect(get('.ntr-composer__counter').textContent).toBe('0 characters left');
    await type('😀'.repeat(11));
    expect(get('.ntr-composer__counter').textContent).toBe('1 character too many');
    await press('Enter');
    expect(sent).toEqual([]);
  });

  it('gives the text back when it could not be kept, with the reason', async () => {
    const { type, press, area, get } = await setUp({ fails: true });
    await type('Precious words');
    await press('Enter');
    expect(area.value).toBe('Precious words');
    expect(get('[role=alert]').textContent).toContain('The server cannot be reached right now.');
  });

  it('has a name for screen readers that says to whom', async () => {
    const { area } = await setUp();
    expect(area.getAttribute('aria-label')).toBe('Message to Jonas');
  });
});
