import type { Mention } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { configOf, ME, PEER, stubClient } from '../testing/stub-client.ts';
import { MessageText } from './message-text.tsx';

async function draw(content: string, options: { mentions?: Mention[]; formatting?: boolean } = {}) {
  const { client } = stubClient();
  const config = configOf();
  const features = { ...config.features, formatting: options.formatting ?? true };
  client.config = async () => ({ ...config, features });
  const people = new Map([
    [ME.userId, ME],
    [PEER.userId, PEER],
  ]);
  const ui = await renderUi(
    <MessageText content={content} mentions={options.mentions ?? []} people={people} meta={null} />,
    { client },
  );
  await act(async () => {
    await import('./find-links.ts');
  });
  const text = ui.get('.ntr-message__text');
  return { ...ui, text };
}

describe('the text of a message', () => {
  it('shows what its markers mean', async () => {
    const { text } = await draw('*Big* _news_: ~no~ `let x`\n> said\n- one\n- two\n3. three\n```\n*raw*\n```');
    expect(text.innerHTML).toBe(
      '<strong>Big</strong> <em>news</em>: <s>no</s> <code>let x</code><blockquote>said</blockquote>' +
        '<ul><li>one</li><li>two</li></ul><ol><li value="3">three</li></ol><pre>*raw*</pre>',
    );
  });

  it('shows markers as they were typed where formatting is switched off', async () => {
    const { text } = await draw('*Big* _news_\n> said', { formatting: false });
    expect(text.innerHTML).toBe('*Big* _news_\n&gt; said');
  });

  it('shows a few emoji larger, with words beside them as small as the words', async () => {
    expect((await draw('😀 ❤️')).text.innerHTML).toBe('<span class="ntr-message__emoji">😀 ❤️</span>');
    expect((await draw('Good 😀')).text.innerHTML).toBe('Good 😀');
  });

  it('is never markup, formatted or not', async () => {
    const { text, host } = await draw('*<img src=x onerror=alert(1)>* `<script>x</script>`\n> <b onclick=x>hi</b>');
    expect(host.querySelectorAll('img, script, b')).toHaveLength(0);
    expect(text.textContent).toBe('<img src=x onerror=alert(1)> <script>x</script><b onclick=x>hi</b>');
  });

  it('has links with what keeps the reader safe, and none that runs something', async () => {
    const { all } = await draw('*https://example.org/a_b_c* javascript:alert(1) `https://code.example`');
    const links = all('a');
    expect(links.map((each) => each.getAttribute('href'))).toEqual(['https://example.org/a_b_c']);
    expect(links[0]?.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(links[0]?.getAttribute('target')).toBe('_blank');
  });

  it('finds mentions by code points inside of formatting, and shows the own one stronger', async () => {
    const content = '😀 *hi @_Jo_ and* @Maya';
    const mentions = [
      { userId: PEER.userId, start: 6, end: 11 },
      { userId: ME.userId, start: 17, end: 22 },
    ];
    const { all, text } = await draw(content, { mentions });
    expect(text.textContent).toBe('😀 hi @_Jo_ and @Maya');
    expect(all('.ntr-mention').map((each) => [each.textContent, each.dataset['me']])).toEqual([
      ['@_Jo_', undefined],
      ['@Maya', 'true'],
    ]);
    expect(all('strong .ntr-mention')).toHaveLength(1);
  });

  it('folds a long text without leaving half a formatting behind', async () => {
    const { text, get } = await draw(`*${'word '.repeat(400)}end*`);
    expect(text.querySelector('strong')).not.toBeNull();
    expect(text.textContent?.length).toBeLessThan(1_300);
    expect(text.textContent).not.toContain('*');
    await act(async () => get<HTMLButtonElement>('.ntr-message__more').click());
    expect(text.textContent).toContain('end');
  });
});
