import { randomUUID } from 'node:crypto';
import type { CallRest } from '../clients/rest.ts';
import type { History } from '../history/history-files.ts';
import { pause } from '../wait.ts';

const AHEAD_MS = 1_500;
const TRIES = 8;

/**
 * Has one person's message sent a little later. Once the server has taken it, it is promised: it is noted as queued, and has to be there
 * at the end. What the server did not say is unknown, as with any send.
 */
export async function scheduleSoon(rest: CallRest, history: History): Promise<void> {
  const clientId = randomUUID();
  const content = `later ${clientId}`;
  for (let nth = 0; nth < TRIES; nth += 1) {
    const inbox = await rest('GET', '/conversations');
    const items: unknown = inbox?.body['items'];
    const first: unknown = Array.isArray(items) ? items[0] : undefined;
    const conversationId: unknown = Reflect.get(Object(first), 'id');
    if (typeof conversationId === 'string') {
      history.note({ op: 'send', phase: 'invoke', clientId, conversationId, content, line: null });
      const sendAt = new Date(Date.now() + AHEAD_MS).toISOString();
      const answer = await rest('POST', `/conversations/${conversationId}/scheduled`, { clientId, content, sendAt });
      if (answer !== null && answer.status < 300) {
        history.note({ op: 'send', phase: 'queued', clientId });
        return;
      }
      history.note({ op: 'send', phase: 'unknown', clientId, reason: String(answer?.body['code'] ?? 'no answer') });
      // A repeat would name another conversation perhaps: the next fault schedules another one.
      return;
    }
    await pause(250);
  }
}
