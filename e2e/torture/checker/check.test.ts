import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import type { Evidence, FoundMessage } from './evidence.ts';
import {
  broken,
  held,
  member,
  message,
  note,
  repeatOf,
  sent,
  sound,
  stored,
  TALK,
  withBo,
  withEvents,
  withoutTalk,
  withReading,
  withShowing,
  withStored,
  withTalk,
} from './testing/sound.ts';

describe('the checker', () => {
  it('finds nothing in a sound run, and has looked at something for every rule', () => {
    const verdict = check(sound);
    expect(verdict.rules.filter((rule) => rule.findings.length > 0)).toEqual([]);
    expect(verdict.rules.filter((rule) => rule.checked === 0)).toEqual([]);
    expect(verdict.sends).toEqual({ invoked: 8, acknowledged: 7, stored: 10 });
  });

  it('finds an acknowledged message that is not in the database', () => {
    expect(broken(withStored(...stored.messages.slice(0, 3)))).toContain('lost');
  });

  it('finds an acknowledged number under which another message stands', () => {
    const other = { ...message(4, 'ada'), id: 'another' };
    expect(broken(withStored(...stored.messages.slice(0, 3), other))).toContain('lost');
  });

  it('finds a message that stood in an outbox and never arrived', () => {
    const queued = sent(message(5, 'ada'), 50).filter((event) => !('phase' in event && event.phase === 'ok'));
    expect(broken(withEvents(...queued))).toEqual(['unsent']);
  });

  it('does not take a send that nobody promised anything about for a fault', () => {
    const invoke = sent(message(5, 'ada'), 50).slice(0, 1);
    const evidence = withEvents(
      ...invoke,
      note('ada', 55, { op: 'send', phase: 'unknown', clientId: 'key-5', reason: 'cut' }),
    );
    expect(broken(evidence)).toEqual([]);
    expect(check(evidence).unknown).toEqual({ attempts: 1, sends: 2, arrived: 0, absent: 2 });
  });

  it('finds one key with two messages', () => {
    const again = { ...message(4, 'ada'), seq: 5, id: 'm5', changeSeq: 5 };
    expect(broken(withTalk({ lastSeq: 5, changeSeq: 6, messages: [...stored.messages, again] }))).toContain(
      'duplicate',
    );
  });

  it('finds one key that was answered as two messages', () => {
    expect(broken(withEvents(note('ada', 90, { ...repeatOf(3), seq: 4, id: 'm4', duplicate: true })))).toContain(
      'duplicate',
    );
  });

  it('finds a repeat that was answered as new', () => {
    expect(broken(withEvents(note('ada', 90, { ...repeatOf(3), duplicate: false })))).toEqual(['duplicate']);
  });

  it('finds two messages of one id', () => {
    const twin = { ...message(4, 'ada'), id: 'm3' };
    expect(broken(withStored(...stored.messages.slice(0, 3), twin))).toContain('duplicate');
  });

  it('finds a hole in the numbers', () => {
    expect(broken(withStored(message(1, 'ada'), message(3, 'ada'), message(4, 'ada')))).toContain('gap');
  });

  it('finds a number given twice', () => {
    expect(broken(withStored(...stored.messages, message(4, 'bo')))).toContain('gap');
  });

  it('finds an end that is not the last number', () => {
    expect(broken(withTalk({ lastSeq: 5 }))).toContain('gap');
  });

  it('finds two sends of one device that changed places', () => {
    const [one, two, three, four] = stored.messages;
    if (!one || !two || !three || !four) throw new Error('four messages are expected');
    // Both at once, so that the order of acknowledgements says nothing.
    const swapped = [...sent(one, 10), ...sent(two, 20), ...sent(three, 31), ...sent(four, 30)];
    expect(broken({ ...sound, events: [...withoutTalk, ...swapped] })).toContain('device order');
    const apart = [...sent(one, 10), ...sent(two, 20), ...sent(three, 31, null), ...sent(four, 30, null)];
    expect(broken({ ...sound, events: [...withoutTalk, ...apart] })).not.toContain('device order');
  });

  it('finds a send that was made after an acknowledgement and numbered before it', () => {
    const [one, two, three, four] = stored.messages;
    if (!one || !two || !three || !four) throw new Error('four messages are expected');
    const late = [...sent(one, 30), ...sent(two, 20), ...sent(three, 40), ...sent(four, 50)];
    expect(broken({ ...sound, events: [...withoutTalk, ...late] })).toEqual(['ack order']);
  });

  it('finds a message that nobody sent', () => {
    const evidence = withBo({
      messages: [...held('bo').messages.slice(0, 3), { ...message(4, 'ada'), clientId: 'nobody' }],
    });
    expect(broken(evidence)).toContain('phantom');
  });

  it('finds a text that was altered on its way', () => {
    const altered = { ...message(1, 'ada'), content: 'another text' };
    expect(broken(withEvents(note('bo', 18, { op: 'seen', conversationId: TALK, ...altered })))).toEqual(['phantom']);
  });

  it('finds a message that was announced and is not stored', () => {
    const announced = sent(message(5, 'ada'), 50).slice(0, 1);
    const seen = note('bo', 52, { op: 'seen', conversationId: TALK, ...message(5, 'ada') });
    expect(broken(withEvents(...announced, seen))).toEqual(['unknown', 'phantom']);
  });

  it('finds a message that came to a stranger', () => {
    const leak = note('eve', 18, { op: 'seen', conversationId: TALK, ...message(1, 'ada') });
    expect(broken(withEvents(leak))).toEqual(['cross-delivered']);
  });

  it('finds a mark that came to a stranger', () => {
    const leak = note('eve', 18, { op: 'mark', conversationId: TALK, userId: 'ada', mark: 'read', seq: 1 });
    expect(broken(withEvents(leak))).toEqual(['cross-delivered']);
  });

  it('finds a stranger who was answered otherwise than that there is nothing', () => {
    expect(broken(withReading('eve', TALK, { status: 403 }))).toEqual(['cross-delivered']);
  });

  it('finds a member who is not answered a message, or not as it is', () => {
    const answered = (messages: FoundMessage[]) => withReading('bo', TALK, { held: { ...held('bo'), messages } });
    expect(broken(answered(held('bo').messages.slice(1)))).toEqual(['missing']);
    const outdated = [{ ...message(1, 'ada'), changeSeq: 9 }, ...held('bo').messages.slice(1)];
    expect(broken(answered(outdated))).toEqual(['missing']);
    expect(broken({ ...sound, readings: sound.readings.slice(1) })).toEqual(['missing']);
  });

  it('finds an answer with a number twice, and one with what its reader had deleted', () => {
    const [first] = held('bo').messages;
    const twice = { ...held('bo'), messages: [...held('bo').messages, ...(first ? [first] : [])] };
    expect(broken(withReading('bo', TALK, { held: twice }))).toEqual(['missing']);
    const members = [member('ada', 4, 4), { ...member('bo', 2, 3), hidden: [[3, 4]] as const }];
    expect(broken(withTalk({ members }))).toContain('missing');
  });

  it('finds a store without a message', () => {
    expect(broken(withBo({ messages: held('bo').messages.slice(1) }))).toEqual(['diverged']);
  });

  it.each([
    ['lastSeq', { lastSeq: 3 }],
    ['changeSeq', { changeSeq: 3 }],
    ['an unread number', { unreadCount: 3 }],
    ['an own mark', { readSeq: 1 }],
    ['the mark of another', { members: [{ userId: 'ada', readSeq: 3, deliveredSeq: 4 }] }],
  ])('finds a store in which %s differs', (_, change) => {
    expect(broken(withBo(change))).toEqual(['diverged']);
  });

  it('finds a device that is not live, or whose outbox is not empty', () => {
    const withDevice = (change: object): Evidence => ({
      ...sound,
      holdings: sound.holdings.map((one, index) => (index === 0 ? { ...one, ...change } : one)),
    });
    expect(broken(withDevice({ isLive: false }))).toEqual(['diverged']);
    expect(broken(withDevice({ queued: 1 }))).toEqual(['diverged']);
    expect(broken(withDevice({ conversations: [] }))).toEqual(['diverged']);
  });

  it('finds a conversation that a device lacks, unless nothing was said in it', () => {
    const members = [member('ada', 0, 0), member('cy', 0, 0)];
    const withBegun = (change: object): Evidence => {
      const begun = { ...stored, id: 'begun', members, lastSeq: 0, changeSeq: 0, messages: [], ...change };
      const answered = (person: string) => ({
        person,
        conversationId: 'begun',
        status: 200,
        held: held(person, begun),
      });
      return {
        ...sound,
        stored: [...sound.stored, begun],
        readings: [...sound.readings, answered('ada'), answered('cy')],
        pairs: [...sound.pairs, ['ada', 'cy']],
      };
    };
    expect(broken(withBegun({}))).toEqual([]);
    expect(broken(withBegun({ lastSeq: 1, changeSeq: 1, messages: [message(1, 'ada', { id: 'b1' })] }))).toContain(
      'diverged',
    );
  });

  it('finds who is shown as here and is gone, as gone and is here, too late, or to whom it is none of theirs', () => {
    expect(broken(withShowing('cy', { shown: 'online', ms: null }))).toEqual(['presence']);
    expect(broken(withShowing('bo', { shown: 'offline', ms: null }))).toEqual(['presence']);
    expect(broken(withShowing('bo', { shown: 'nothing', ms: null }))).toEqual(['presence']);
    expect(broken(withShowing('cy', { ms: 45_001 }))).toEqual(['presence']);
    expect(broken(withShowing('eve', { shown: 'offline', ms: null }))).toEqual(['presence']);
    expect(broken(withShowing('cy', { ms: 45_000 }))).toEqual([]);
  });

  it('finds an answered unread number that is not the recount', () => {
    expect(broken(withReading('bo', TALK, { held: { ...held('bo'), unreadCount: 1 } }))).toEqual(['miscounted']);
  });

  it('finds another text that was accepted under a known key, and one refused in the wrong way', () => {
    expect(broken(withEvents(note('ada', 90, { ...repeatOf(3), op: 'reuse', duplicate: true })))).toEqual(['conflict']);
    const wrong = note('ada', 90, { op: 'reuse', phase: 'fail', clientId: 'key-3', code: 'invalid' });
    expect(broken(withEvents(wrong))).toEqual(['conflict']);
    // What a message said that was deleted for everyone nobody knows any more.
    const gone = { ...repeatOf(3), op: 'reuse', duplicate: true, content: null } as const;
    expect(broken(withEvents(note('ada', 90, gone)))).toEqual([]);
    expect(broken(withEvents(note('ada', 90, { ...gone, duplicate: false })))).toEqual(['conflict']);
  });

  it('finds a repeat that was refused', () => {
    const refused = note('ada', 90, { op: 'repeat', phase: 'fail', clientId: 'key-3', code: 'conflict' });
    expect(broken(withEvents(refused))).toEqual(['conflict']);
  });

  it('finds a good send and a good start that were refused for good', () => {
    const invoke = sent(message(5, 'ada'), 50).slice(0, 1);
    const fail = note('ada', 55, { op: 'send', phase: 'fail', clientId: 'key-5', code: 'not_found' });
    expect(broken(withEvents(...invoke, fail))).toEqual(['refused']);
    expect(broken(withEvents(note('bo', 55, { op: 'start', phase: 'fail', other: 'ada', code: 'internal' })))).toEqual([
      'refused',
    ]);
  });

  it('finds a mark that went back, also if it came forward again', () => {
    const sample = (at: number, readSeq: number) =>
      note('sql', at, { op: 'sample', conversationId: TALK, userId: 'bo', readSeq, deliveredSeq: 2, lastSeq: 4 });
    expect(broken(withEvents(sample(50, 2), sample(51, 1)))).toEqual(['marks']);
    expect(broken(withEvents(sample(50, 1), sample(51, 2)))).toEqual([]);
  });

  it('finds a mark beyond the end, and one read before it was delivered', () => {
    const sample = (readSeq: number, deliveredSeq: number) =>
      note('sql', 29, { op: 'sample', conversationId: TALK, userId: 'ada', readSeq, deliveredSeq, lastSeq: 2 });
    expect(broken(withEvents(sample(2, 3)))).toEqual(['marks']);
    expect(broken(withEvents(sample(2, 1)))).toEqual(['marks']);
  });

  it('finds a mark that was told and never was', () => {
    const told = note('ada', 90, { op: 'mark', conversationId: TALK, userId: 'bo', mark: 'read', seq: 3 });
    expect(broken(withEvents(told))).toEqual(['marks']);
  });

  it('finds two conversations of one pair, none, and one of people who were not to talk', () => {
    const second = note('bo', 2, { op: 'start', phase: 'ok', other: 'ada', conversationId: 'second' });
    expect(broken(withEvents(second))).toEqual(['split pair']);
    expect(broken({ ...sound, pairs: [...sound.pairs, ['bo', 'cy']] })).toEqual(['split pair']);
    expect(broken({ ...sound, pairs: [] })).toEqual(['split pair']);
  });

  it('finds a server that died by itself, and one that came back too late', () => {
    const { operations } = sound;
    expect(broken({ ...sound, operations: { ...operations, unasked: ['code 1'] } })).toEqual(['died']);
    expect(broken({ ...sound, operations: { ...operations, overdue: ['20 s'] } })).toEqual(['overdue']);
  });

  it('[PROOF-3] knows nothing of the server, the client or any library', () => {
    const folder = new URL('.', import.meta.url);
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const imports = sources.flatMap((name) =>
      [...readFileSync(new URL(name, folder), 'utf8').matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((path) => !/^\.(\.\/history)?\/[a-z-]+\.ts$/.test(path))).toEqual([]);
  });
});
