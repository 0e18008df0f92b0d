import {
  createStubDatabase,
  createTestClock,
  STUB_CONVERSATION,
  startTestServer,
  stubPerson,
  type TestServer,
} from '@natter/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { DomainError } from '../../platform/domain-error.ts';
import type { MessagingDatabase } from '../../ports/database.ts';

const MINUTE_MS = 60_000;
const MESSAGE = '01900000-0000-7000-8000-0000000000e1';
let server: TestServer;
afterEach(() => server.close());

/** The samples of `/metrics` of this name, as `{labels} value`. */
async function samples(name: string): Promise<string[]> {
  const { text } = await server.call(null, 'GET', '/metrics');
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith(`natter_${name}`) ? [line.slice(`natter_${name}`.length)] : []));
}

describe('what is counted', () => {
  it('refusals by reason, reports by theirs, and what staff do', async () => {
    const database = createStubDatabase({
      ensurePerson: async (userId) => ({ ...stubPerson(userId), canModerate: true }),
      sendMessages: async (sends) => sends.map(() => ({ verdict: 'word_refused' })),
      liftSuspension: async () => true,
    });
    server = await startTestServer({ database });
    const path = `/api/messages/conversations/${STUB_CONVERSATION}/messages`;
    const clientId = '01900000-0000-7000-9000-000000000001';
    expect((await server.call('ann', 'POST', path, { clientId, content: 'pills' })).status).toBe(400);
    expect((await server.call('ann', 'POST', `${path}/${MESSAGE}/report`, { reason: 'spam' })).status).toBe(204);
    await server.call('ann', 'DELETE', '/api/messages/moderation/suspensions/bob');
    expect(await samples('refusals_total')).toEqual(['{reason="word_refused"} 1']);
    expect(await samples('reports_total')).toEqual(['{reason="spam"} 1']);
    expect(await samples('moderation_actions_total')).toEqual(['{action="suspension_lifted"} 1']);
    expect(await samples('errors_total')).toContain('{via="http",code="invalid"} 1');
  });

  it('open reports and unknown tiers, asked for at most once a minute, and left out while nobody can say', async () => {
    const stub = createStubDatabase();
    let open = 3;
    let isAway = false;
    let asked = 0;
    const readStoreFacts: MessagingDatabase['readStoreFacts'] = async () => {
      asked++;
      if (isAway) throw DomainError.unavailable(2);
      const facts = await stub.readStoreFacts();
      const tiers = [
        { tier: 'free', isKnown: true, people: 9 },
        { tier: 'gold', isKnown: false, people: 2 },
        { tier: 'zinc', isKnown: false, people: 1 },
      ];
      return { ...facts, tiers, reports: { open, oldestAt: null } };
    };
    const clock = createTestClock();
    server = await startTestServer({ database: { ...stub, readStoreFacts }, clock });
    expect([await samples('reports_open'), await samples('unknown_tier_people')]).toEqual([[' 3'], [' 3']]);
    open = 4;
    clock.advance(MINUTE_MS - 1);
    expect([await samples('reports_open'), asked]).toEqual([[' 3'], 1]);
    clock.advance(1);
    expect(await samples('reports_open')).toEqual([' 4']);
    isAway = true;
    clock.advance(MINUTE_MS);
    expect([await samples('reports_open'), (await samples('sockets_connected')).length]).toEqual([[], 1]);
    isAway = false;
    expect(await samples('reports_open')).toEqual([' 4']);
  });

  it('[RET-13] nothing of retention before its first run', async () => {
    server = await startTestServer({ database: createStubDatabase() });
    expect([await samples('retention_due'), await samples('retention_refused')]).toEqual([[], []]);
    expect(await samples('retention_last_success_age_seconds')).toEqual([]);
    expect(await samples('sends_waiting')).toEqual([' 0']);
  });

  it('a database that does not answer holds nobody up', async () => {
    const clock = createTestClock();
    let asked: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const database = createStubDatabase({
      readStoreFacts: () => {
        asked();
        return new Promise(() => undefined);
      },
    });
    server = await startTestServer({ database, clock });
    const scraped = samples('reports_open');
    await begun;
    clock.advance(2_000);
    expect(await scraped).toEqual([]);
  });
});
