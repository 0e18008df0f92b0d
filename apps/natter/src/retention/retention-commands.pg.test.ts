import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@natter/testkit';
import { type BareDatabase, createBareDatabase } from '@natter/testkit/sql';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';

const CONVERSATION = '01900000-0000-7000-8000-000000000001';

let folder: CliFolder;
let bare: BareDatabase;
let env: Readonly<Record<string, string>>;

/** A store whose operator is no superuser: ann (free) and ben (privileged) wrote once a day for ninety days, ending today. */
beforeEach(async () => {
  folder = makeCliFolder();
  bare = await createBareDatabase(inject('databaseAdminUrl'), { administrator: 'createrole' });
  env = { DATABASE_URL: bare.adminUrl, NATTER_STORE_ID: 'the-back-room', NATTER_EDITION: 'bookstore' };
  expect((await folder.run(['migrate'], env)).code).toBe(0);
  await asOwner(`
    INSERT INTO natter.users (tenant_id, id, display_name, tier, created_at, updated_at)
    SELECT 'the-back-room', p.id, p.id, p.tier, natter.now() - interval '100 days', natter.now()
    FROM (VALUES ('ann', 'free'), ('ben', 'privileged')) p(id, tier);
    INSERT INTO natter.conversations (tenant_id, id, type, direct_key, created_by, last_seq, change_seq, created_at, updated_at)
    VALUES ('the-back-room', '${CONVERSATION}', 'direct', 'ann ben', 'ben', 180, 180, natter.now(), natter.now());
    INSERT INTO natter.conversation_participants (tenant_id, conversation_id, user_id, joined_at)
    SELECT 'the-back-room', '${CONVERSATION}', id, natter.now() FROM natter.users;
    INSERT INTO natter.member_state (tenant_id, conversation_id, user_id) SELECT 'the-back-room', '${CONVERSATION}', id FROM natter.users;
    INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, body_hash, change_seq,
      sent_at, retention_expires_at)
    SELECT 'the-back-room', '${CONVERSATION}', row_number() OVER (ORDER BY m.at, m.who), gen_random_uuid(), m.who, gen_random_uuid(), 'text', 'x',
      '\\x00', row_number() OVER (ORDER BY m.at, m.who), m.at, natter.expiry_of('${CONVERSATION}', m.who, m.at)
    FROM (SELECT u.id AS who, natter.now() - (90 - n) * interval '24 hours' - interval '1 hour' AS at
      FROM natter.users u, generate_series(1, 90) n) m`);
});
afterEach(async () => {
  folder.remove();
  await bare.drop();
});

function asOwner<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  return withClient(bare.adminUrl, async (client) => {
    await client.query(
      "DO $$ BEGIN EXECUTE format('SET ROLE %I', (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'natter')); END $$",
    );
    return (await client.query<Row>(sql)).rows;
  });
}
const natter = (...args: string[]) => folder.run(args, env);
const left = async () => (await asOwner<{ n: number }>('SELECT count(*)::int AS n FROM natter.direct_messages'))[0]?.n;

describe('natter purge', () => {
  it('[RET-14] says what would go, by day and tier, and changes nothing', async () => {
    const { code, out } = await natter('purge', '--dry-run', '--days', '2', '--json');
    expect(code).toBe(0);
    const { plan } = JSON.parse(out) as { plan: { stage: string; day: string; tier: string; messages: number }[] };
    const sum = (stage: string, tier: string) =>
      plan
        .filter((line) => line.stage === stage && line.tier === tier)
        .reduce((total, line) => total + line.messages, 0);
    // Sixty of the free member's have expired, two more will; nothing is marked yet, so nothing is purged.
    expect([sum('mark', 'free'), sum('mark', 'privileged'), sum('purge', 'free')]).toEqual([62, 0, 0]);
    expect((await natter('purge', '--dry-run')).out).toMatch(
      /^what {3}day {10}tier of sender {4}messages\nmark {3}\d{4}-\d\d-\d\d/,
    );
    expect(await left()).toBe(180);
  });

  it('[RET-14] carries everything out, and again there is nothing to do', async () => {
    const { code, out } = await natter('purge');
    expect([code, out]).toEqual([
      0,
      '0 rewritten, 60 marked as expired, 53 purged, 0 deleted contents and 0 reports erased.\n',
    ]);
    expect(await left()).toBe(127);
    expect(JSON.parse((await natter('purge', '--json')).out)).toMatchObject({ marked: 0, purged: 0, refused: null });
    expect((await natter('purge', '--prove')).code).toBe(0);
  });

  it('[RET-11] files a proof: 1 while something is left, 0 when all of it is right', async () => {
    const before = await natter('purge', '--prove', '--json');
    expect(before.code).toBe(1);
    expect(JSON.parse(before.out)).toMatchObject({
      deployment: { tenantId: 'the-back-room', edition: 'bookstore' },
      policy: {
        days: { free: 30, privileged: 180, privilegedPlus: 365 },
        basis: 'sender',
        graceDays: 30,
        purgeAfterDays: 7,
      },
      holds: false,
      claims: expect.arrayContaining([
        { claim: 'no expired message is left unmarked for more than a day', broken: 59 },
      ]),
    });
    await natter('purge');
    const filed = await natter('purge', '--prove', '--out', 'proof.txt');
    expect([filed.code, filed.out]).toEqual([0, 'proof.txt: all claims hold.\n']);
    const text = readFileSync(join(folder.path, 'proof.txt'), 'utf8');
    expect(text).toMatch(/^Proof of retention, \d{4}-.*\nDeployment: bookstore "the-back-room"/);
    expect(text).toMatch(/\n {7}0 {2}nothing was purged while it was held\n/);
    expect(text).toMatch(/\nAll claims hold\.\n$/);
    const again = await natter('purge', '--prove', '--out', 'proof.txt');
    expect([again.code, again.err]).toEqual([1, expect.stringMatching(/could not be filed: EEXIST/)]);
  });

  it('[RET-6] answers 3 where the guard refuses, until somebody confirms it with a reason', async () => {
    expect((await natter('purge', '--confirm', 'just so')).code).toBe(1);
    await asOwner(`INSERT INTO natter.job_runs (tenant_id, job, clock_at, outcome) SELECT 'the-back-room', job,
      natter.now() - interval '5 days', 'done' FROM (VALUES ('soft_delete'), ('cleanup')) j(job)`);
    const refused = await natter('purge');
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/Refused \(cleanup\): the clock is at .* after the last run/);
    expect(await left()).toBe(180);
    expect((await natter('purge', '--confirm', ' ')).code).toBe(2);
    const confirmed = await natter('purge', '--confirm', 'the store was closed for a week');
    expect([confirmed.code, confirmed.out]).toEqual([
      0,
      expect.stringMatching(/^Confirmed \(soft_delete, cleanup\): the clock is at/),
    ]);
    expect((await natter('purge')).code).toBe(0);
    expect(await left()).toBe(127);
    expect(await asOwner("SELECT note FROM natter.job_runs WHERE outcome = 'confirmed' LIMIT 1")).toEqual([
      { note: 'the store was closed for a week' },
    ]);
  });

  it.each([
    [['--dry-run', '--prove'], /one of --dry-run/],
    [['--out', 'x'], /--out goes with --prove/],
    [['--days', 'soon'], /--days must be/],
  ])('%j is a wrong command line', async (args, sentence) => {
    const { code, err } = await natter('purge', ...args);
    expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
  });
});

describe('natter hold', () => {
  it('[RET-10] keeps what is held until it is released, and remembers all of it', async () => {
    const placed = await natter('hold', 'place', '--user', 'ann', '--reason', 'a case', '--by', 'the lawyer');
    expect([placed.code, placed.out]).toEqual([0, 'Hold 1 stands: nothing of it is purged until it is released.\n']);
    expect((await natter('purge')).out).toMatch(/60 marked as expired, 0 purged/);
    expect((await natter('purge', '--prove')).code).toBe(0);
    expect((await natter('purge', '--dry-run')).out).toMatch(/^held /m);
    expect((await natter('hold', 'list')).out).toMatch(
      /^1 {2}person ann {2}placed .* by the lawyer: a case {2}\(stands\)\n$/,
    );
    expect((await natter('hold', 'release', '1')).code).toBe(0);
    expect((await natter('purge')).out).toMatch(/53 purged/);
    const { holds } = JSON.parse((await natter('hold', 'list', '--json')).out) as {
      holds: { releasedAt: string | null }[];
    };
    expect(holds[0]?.releasedAt).not.toBeNull();
  });

  it.each([
    [['place', '--reason', 'x'], 2, /either --conversation or --user/],
    [['place', '--user', 'ann'], 2, /Say why/],
    [['place', '--conversation', 'x', '--reason', 'y'], 2, /must be the id/],
    [['place', '--user', 'nobody', '--reason', 'y'], 1, /There is no person nobody/],
    [['release', '7'], 1, /No hold 7 stands/],
    [['release'], 2, /Say which/],
    [['take'], 2, /There is no `natter hold take`/],
  ])('%j answers with a sentence', async (args, exit, sentence) => {
    const { code, err } = await natter('hold', ...args);
    expect([code, err]).toEqual([exit, expect.stringMatching(sentence)]);
  });
});
