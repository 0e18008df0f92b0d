import { act, useState } from 'react';
import { describe, expect, it } from 'vitest';
import { sitAtComposer } from '../testing/composer-desk.tsx';
import { renderUi } from '../testing/render-ui.tsx';
import { stubClient } from '../testing/stub-client.ts';
import { MessageInput } from './message-input.tsx';

const textsOf = ({ sent }: Awaited<ReturnType<typeof sitAtComposer>>) => sent.map(([content]) => content);
/** A key that an input method has taken. */
const TAKEN = { keyCode: 229 };

/** A composer that makes way for another one. */
function Place({ told }: { readonly told: string[] }) {
  const [where, setWhere] = useState('c1');
  return (
    <>
      <button type="button" id="leave" onClick={() => setWhere('c2')}>
        Leave
      </button>
      <MessageInput
        key={where}
        {...{ draftKey: where, recipientName: 'Jonas', maxLength: 100, onSend: async () => undefined }}
        onTyping={() => told.push(`types in ${where}`)}
        onStoppedTyping={() => told.push(`stops in ${where}`)}
      />
    </>
  );
}

describe('the message box', () => {
  it('sends what was typed, trimmed, and is empty again', async () => {
    const desk = await sitAtComposer();
    await desk.type('  Hello there ');
    await desk.press('Enter');
    expect(desk.sent).toEqual([['Hello there', {}]]);
    expect(desk.area.value).toBe('');
  });

  it('sends nothing but spaces never, and says so by a button that cannot be pressed', async () => {
    const desk = await sitAtComposer();
    await desk.type('  \n ');
    await desk.press('Enter');
    expect(desk.sent).toEqual([]);
    expect(desk.get<HTMLButtonElement>('button[type=submit]').disabled).toBe(true);
    expect(desk.all('[role=alert]')).toHaveLength(0);
  });

  it('refuses a text in which nothing can be seen, and says why', async () => {
    const desk = await sitAtComposer();
    await desk.type('\u200b\u2060\u3164');
    await desk.press('Enter');
    expect(desk.sent).toEqual([]);
    expect(desk.get('[role=alert]').textContent).toContain('nothing to be seen');
    expect(desk.area.value).toBe('\u200b\u2060\u3164');
  });

  it('sends by Ctrl or Command with Enter where Enter is to make lines', async () => {
    const desk = await sitAtComposer({ stored: { 'natter:preferences': '{"enterSends":false}' } });
    await desk.type('one');
    expect(await desk.press('Enter')).toBe(true);
    expect(desk.sent).toEqual([]);
    await desk.press('Enter', { ctrlKey: true });
    await desk.type('two');
    await desk.press('Enter', { metaKey: true });
    expect(textsOf(desk)).toEqual(['one', 'two']);
  });

  it('[TYPING-2] says that typing is over when it goes while somebody types', async () => {
    const told: string[] = [];
    const { get } = await renderUi(<Place told={told} />, { client: stubClient().client });
    const area = get<HTMLTextAreaElement>('textarea');
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(area, 'Hel');
      area.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await act(async () => get('#leave').click());
    expect(told).toEqual(['types in c1', 'stops in c1']);
  });

  it('keeps a draft at every key', async () => {
    const { type, calls } = await sitAtComposer();
    await type('He');
    await type('Hel');
    expect(calls.drafts).toEqual([
      ['c1', 'He'],
      ['c1', 'Hel'],
    ]);
  });

  it('counts in code points near the limit, and refuses what is over it', async () => {
    const desk = await sitAtComposer({ maxLength: 10 });
    await desk.type('😀'.repeat(10));
    expect(desk.get('.ntr-composer__counter').textContent).toBe('0 characters left');
    await desk.type('😀'.repeat(11));
    expect(desk.get('.ntr-composer__counter').textContent).toBe('1 character too many');
    expect(desk.area.getAttribute('aria-invalid')).toBe('true');
    await desk.press('Enter');
    expect(desk.sent).toEqual([]);
  });

  it('gives the text back when it could not be kept, with the reason', async () => {
    const onSend = async () => {
      throw Object.assign(new Error('full'), { code: 'unavailable' });
    };
    const desk = await sitAtComposer({ onSend });
    await desk.type('Precious words');
    await desk.press('Enter');
    expect(desk.area.value).toBe('Precious words');
    expect(desk.get('[role=alert]').textContent).toContain('The server cannot be reached right now.');
  });

  it('has a name for screen readers that says to whom', async () => {
    const { area } = await sitAtComposer();
    expect(area.getAttribute('aria-label')).toBe('Message to Jonas');
  });
});

describe('an input method, in the order of events of each browser', () => {
  it('Chromium, Japanese: the Enter that chooses a candidate sends nothing, the next one does', async () => {
    const desk = await sitAtComposer();
    await desk.compose('compositionupdate', 'にほん');
    await desk.type('にほん');
    await desk.press('Enter', { ...TAKEN, isComposing: true });
    await desk.type('日本');
    await desk.compose('compositionend', '日本');
    await desk.pass(10);
    expect(desk.sent).toEqual([]);
    await desk.press('Enter', { keyCode: 13 });
    expect(textsOf(desk)).toEqual(['日本']);
  });

  it('Safari, Japanese: the Enter it tells of after the composition sends nothing, the next one does', async () => {
    const desk = await sitAtComposer();
    await desk.compose('compositionupdate', '日本');
    await desk.type('日本');
    await desk.compose('compositionend', '日本');
    await desk.press('Enter', TAKEN);
    await desk.pass(10);
    expect(desk.sent).toEqual([]);
    await desk.press('Enter', { keyCode: 13 });
    expect(textsOf(desk)).toEqual(['日本']);
  });

  it('Chromium on a Mac, Korean: one Enter sends once, though it is told of twice', async () => {
    const desk = await sitAtComposer();
    await desk.compose('compositionupdate', '녕');
    await desk.type('안녕');
    await desk.press('Enter', { ...TAKEN, isComposing: true });
    await desk.compose('compositionend', '녕');
    await desk.press('Enter', { keyCode: 13 });
    await desk.pass(10);
    expect(textsOf(desk)).toEqual(['안녕']);
  });

  it('Windows, Korean: Enter by the name Process sends once the syllable is in the text', async () => {
    const desk = await sitAtComposer();
    await desk.compose('compositionupdate', '녕');
    await desk.type('안녕');
    await desk.press('Process', { ...TAKEN, code: 'Enter', isComposing: true });
    expect(desk.sent).toEqual([]);
    await desk.compose('compositionend', '녕');
    await desk.pass(10);
    expect(textsOf(desk)).toEqual(['안녕']);
  });

  it('Firefox, Korean: the text that comes with the input after the composition is in it', async () => {
    const desk = await sitAtComposer();
    await desk.type('안');
    await desk.compose('compositionupdate', '녕');
    await desk.press('Process', { ...TAKEN, code: 'Enter', isComposing: true });
    await desk.compose('compositionend', '녕');
    await desk.type('안녕');
    await desk.pass(10);
    expect(textsOf(desk)).toEqual(['안녕']);
  });

  it('Safari, Korean: one Enter, told of after the syllable was committed, sends', async () => {
    const desk = await sitAtComposer();
    await desk.compose('compositionupdate', '녕');
    await desk.type('안녕');
    await desk.compose('compositionend', '녕');
    await desk.press('Enter', TAKEN);
    expect(textsOf(desk)).toEqual(['안녕']);
  });

  it('an Enter that follows another key belongs to nobody’s composition', async () => {
    const desk = await sitAtComposer();
    await desk.compose('compositionupdate', '녕');
    await desk.type('안녕');
    await desk.compose('compositionend', '녕');
    await desk.press(' ', { keyCode: 32 });
    await desk.press('Enter', TAKEN);
    expect(desk.sent).toEqual([]);
  });

  it('leaves Escape and the arrows to it while it is at work', async () => {
    let escaped = 0;
    const desk = await sitAtComposer({
      onEscape: () => {
        escaped += 1;
      },
    });
    await desk.compose('compositionupdate', 'に');
    expect(await desk.press('Escape', { ...TAKEN, isComposing: true })).toBe(true);
    expect(await desk.press('ArrowUp', { ...TAKEN, isComposing: true })).toBe(true);
    expect(escaped).toBe(0);
    await desk.compose('compositionend', '');
    await act(async () => undefined);
    await desk.press('Escape', { keyCode: 27 });
    expect(escaped).toBe(1);
  });
});
