import { MODERATION_CALLS } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { createModerationClient } from './moderation.ts';

const REPORT = {
  id: '00000000-0000-7000-8000-000000000001',
  messageId: '00000000-0000-7000-8000-000000000002',
  conversationId: '00000000-0000-7000-8000-000000000003',
  reporter: null,
  author: { userId: 'bob', displayName: 'Bob', avatarUrl: null },
  ...{ reason: 'word', note: null, content: 'rude', sentAt: '2026-01-05T09:00:00.000Z' },
  ...{ createdAt: '2026-01-05T09:00:00.000Z', status: 'open', resolution: null },
  ...{ resolvedBy: null, resolvedAt: null, resolutionNote: null },
};

/** A client whose server answers these, in turn; and what it was asked. */
function against(answers: readonly { status: number; body?: unknown }[]) {
  const asked: { line: string; body: unknown; authorization: string | undefined }[] = [];
  let tokens = 0;
  const client = createModerationClient({
    url: 'https://chat.example/',
    getToken: () => `token ${++tokens}`,
    fetch: async (url, { method, headers, body }) => {
      asked.push({ line: `${method} ${url}`, body: body && JSON.parse(body), authorization: headers['authorization'] });
      const answer = answers[asked.length - 1];
      const text = answer?.body === undefined ? '' : JSON.stringify(answer.body);
      return { status: answer?.status ?? 500, text: async () => text };
    },
  });
  return { client, asked };
}

describe('the staff’s client', () => {
  it('[STAFF-1] asks by the table of calls, with what was given', async () => {
    const { client, asked } = against([
      { status: 200, body: { items: [REPORT], nextCursor: null } },
      { status: 200, body: { ...REPORT, status: 'resolved', resolution: 'removed' } },
      { status: 204 },
      { status: 200, body: { words: [{ word: 'rude', action: 'refuse' }] } },
    ]);
    const page = await client.listReports({ status: 'open', limit: 10 });
    expect(page.items[0]).toMatchObject({ content: 'rude', author: { userId: 'bob' } });
    await client.resolveReport(REPORT.id, { action: 'remove', note: 'rude' });
    expect(await client.liftSuspension('auth0|7')).toBeUndefined();
    await client.putWords({ words: [{ word: 'rude', action: 'refuse' }] });
    const base = 'https://chat.example/api/messages/moderation';
    expect(asked.map(({ line, body }) => [line, body])).toEqual([
      [`GET ${base}/reports?status=open&limit=10`, undefined],
      [`POST ${base}/reports/${REPORT.id}/resolve`, { action: 'remove', note: 'rude' }],
      [`DELETE ${base}/suspensions/auth0%7C7`, undefined],
      [`PUT ${base}/words`, { words: [{ word: 'rude', action: 'refuse' }] }],
    ]);
  });

  it('[STAFF-1] has every call of the table, and no other', () => {
    expect(Object.keys(against([]).client).sort()).toEqual(Object.keys(MODERATION_CALLS).sort());
  });

  it('[STAFF-2] throws what the members’ client throws: refusals, faults of the way, answers that are none', async () => {
    const { client, asked } = against([
      { status: 403, body: { code: 'forbidden', detail: 'For staff.' } },
      { status: 401, body: { code: 'unauthenticated', detail: 'Ended.' } },
      { status: 200, body: { items: [] } },
      { status: 200, body: { items: 'none' } },
    ]);
    await expect(client.getWords()).rejects.toMatchObject({
      code: 'forbidden',
      origin: 'server',
      message: 'For staff.',
    });
    // A token that has ended is replaced once.
    expect(await client.listSuspensions()).toEqual({ items: [] });
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      'Bearer token 1',
      'Bearer token 1',
      'Bearer token 2',
    ]);
    await expect(client.listSuspensions()).rejects.toMatchObject({ code: 'unavailable', origin: 'transport' });
  });
});
