import { act } from 'react';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { click, type as fill, named } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { stubClient } from '../testing/stub-client.ts';
import { EmojiPicker } from './emoji-picker.tsx';

// Nothing has a size in happy-dom: the window that the emoji are looked at through is given one.
beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(340);
});
afterAll(() => {
  vi.restoreAllMocks();
});

async function open(stored: Record<string, string> = {}) {
  const picked: [string, string][] = [];
  let closed = 0;
  const still = stillPlatform(stored);
  const ui = await renderUi(
    <EmojiPicker
      autoFocus
      onPick={(...how) => picked.push(how)}
      onClose={() => {
        closed += 1;
      }}
    />,
    { client: stubClient().client, platform: still.platform },
  );
  const search = ui.get<HTMLInputElement>('[role=combobox]');
  const press = (key: string) =>
    act(async () => {
      search.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    });
  return { ...ui, ...still, picked, search, press, closed: () => closed };
}

describe('the emoji picker', () => {
  it('is searched by the keyboard: arrows mark, Enter takes', async () => {
    const { search, press, picked, get } = await open();
    expect(document.activeElement).toBe(search);
    await fill(search, 'thumbs');
    await press('ArrowDown');
    await press('ArrowRight');
    expect(get(`[id="${search.getAttribute('aria-activedescendant')}"]`).getAttribute('aria-label')).toBe(
      'thumbs down',
    );
    await press('ArrowLeft');
    await press('Enter');
    expect(picked).toEqual([['👍', 'key']]);
  });

  it('takes the first that was found where none is marked, and nothing where nothing was searched', async () => {
    const { search, press, picked, get } = await open();
    await press('Enter');
    expect(picked).toEqual([]);
    await fill(search, 'pizza');
    await press('Enter');
    expect(picked).toEqual([['🍕', 'key']]);
    await fill(search, 'qqqq');
    expect(get('.ntr-emoji__none').textContent).toBe('No emoji by that name');
  });

  it('remembers what was used, and the skin tone', async () => {
    const stored: Record<string, string> = {};
    const first = await open(stored);
    await click('Skin tone: No skin tone');
    await click('Dark');
    await fill(first.search, 'waving hand');
    await click('waving hand');
    expect(first.picked).toEqual([['👋🏿', 'pointer']]);
    const again = await open(stored);
    expect(again.get('[role=rowheader]').textContent).toBe('Recently used');
    expect(again.get('[role=gridcell]').textContent).toBe('👋🏿');
    expect(named('Skin tone: Dark')).toBeDefined();
  });

  it('closes by Escape', async () => {
    const { press, closed } = await open();
    await press('Escape');
    expect(closed()).toBe(1);
  });

  it('draws what is in sight and no more', async () => {
    const { all } = await open();
    const { length } = all('[role=gridcell]');
    expect(length).toBeGreaterThan(30);
    expect(length).toBeLessThan(200);
  });
});
