import type { Reading } from '../checker/evidence.ts';
import type { CallRest, RestAnswer } from '../clients/rest.ts';
import { foundConversation } from './found.ts';

const PAGE = 100;

async function ask(rest: CallRest, path: string): Promise<RestAnswer> {
  const answer = await rest('GET', path);
  if (answer === null) throw new Error(`GET ${path} was not answered, with every fault healed`);
  return answer;
}

/** Asks for a conversation and all of its history, from the first message on. */
export async function readAs(person: string, rest: CallRest, conversationId: string): Promise<Reading> {
  const path = `/conversations/${conversationId}`;
  const { status, body } = await ask(rest, path);
  if (status !== 200) {
    // Where there is no conversation for them there must be no history either.
    const history = await ask(rest, `${path}/messages`);
    const told = history.status === 200 ? history.status : status;
    return { person, conversationId, status: told, held: null };
  }
  const messages: unknown[] = [];
  for (let after = 0, hasAfter = true; hasAfter; ) {
    const page = (await ask(rest, `${path}/messages?after=${after}&limit=${PAGE}`)).body;
    messages.push(...(page['items'] as unknown[]));
    hasAfter = page['hasAfter'] === true;
    after = Number(page['toSeq']);
  }
  return { person, conversationId, status, held: foundConversation(body, messages) };
}
