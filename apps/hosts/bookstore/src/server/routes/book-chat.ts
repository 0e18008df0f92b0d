import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { type ChatLine, ChatText } from '../../shared/wire.ts';
import type { ShopParts } from '../shop.ts';
import { bodyOf, Refused } from './answers.ts';

const KEPT = 200;
const LINES_PER_MINUTE = 12;
const MINUTE_MS = 60_000;
const PLACES = [
  'by the window',
  'on the ladder',
  'in a green coat',
  'with wet shoes',
  'under the stairs',
  'at the till',
];
const SIGHTS = ['', ', humming', ', with a thermos', ', on page one', ', re-reading', ', holding a cat'];

/**
 * The shop's anonymous book chat, which was here long before there were messages. It knows no accounts: no session is looked
 * at, nothing of it goes to Natter, and who said what is nowhere.
 */
export function openBookChat(app: FastifyInstance, { file, now }: Pick<ShopParts, 'file' | 'now'>): void {
  const recent: { by: string; atMs: number }[] = [];

  app.get('/shop/book-chat', async () => ({ lines: file.data().chat }));

  app.post('/shop/book-chat', async (request) => {
    const { text, mask } = bodyOf(ChatText, request);
    while (recent.length > 0 && (recent[0]?.atMs ?? 0) < now() - MINUTE_MS) recent.shift();
    if (recent.filter(({ by }) => by === request.ip).length >= LINES_PER_MINUTE) {
      throw new Refused(429, 'One breath, please. Then go on.');
    }
    recent.push({ by: request.ip, atMs: now() });
    const alias = aliasOf(mask);
    await file.update((data) => ({ ...data, chat: [...data.chat, toLine(data.chat, { alias, text })].slice(-KEPT) }));
    return { lines: file.data().chat };
  });

  const toLine = (before: readonly ChatLine[], said: Pick<ChatLine, 'alias' | 'text'>): ChatLine => ({
    ...said,
    id: (before.at(-1)?.id ?? 0) + 1,
    at: new Date(now()).toISOString(),
  });
}

function aliasOf(mask: string): string {
  const [one = 0, two = 0] = createHash('sha256').update(mask).digest();
  return `A reader ${PLACES[one % PLACES.length]}${SIGHTS[two % SIGHTS.length]}`;
}
