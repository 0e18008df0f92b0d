import { describe, expect, it } from 'vitest';
import { createPinoLog } from './pino-log.ts';

function setUp(
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info',
  idKey?: string,
  now: () => number = () => 0,
) {
  const lines: string[] = [];
  const log = createPinoLog({
    level,
    now,
    ...(idKey !== undefined && { idKey }),
    destination: { write: (line: string) => void lines.push(line) },
  });
  const read = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, lines, read };
}

describe('the log', () => {
  it('names an event, its level and its fields', () => {
    const { log, read } = setUp();
    log.info('listening', { port: 1 });
    expect(read()).toEqual([{ level: 'info', time: expect.any(String), port: 1, event: 'listening' }]);
  });

  it('[SEE-4] writes ids as hashes: the same for the same id on the same day, and nobody’s name', () => {
    let now = Date.UTC(2026, 0, 1, 23, 59);
    const { log, lines, read } = setUp('info', 'k', () => now);
    log.info('a', { userId: 'auth0|ann' });
    log.info('b', { senderId: 'auth0|ann', recipientIds: ['bob', 'auth0|ann'] });
    now += 120_000;
    log.info('c', { userId: 'auth0|ann' });
    const [first, second, tomorrow] = read();
    expect(lines.join()).not.toMatch(/ann|bob/);
    expect(first?.['userId']).toBe(second?.['senderId']);
    expect(second?.['recipientIds']).toEqual([expect.any(String), first?.['userId']]);
    expect(tomorrow?.['userId']).not.toBe(first?.['userId']);
    const other = setUp('info', 'another key', () => now);
    other.log.info('a', { userId: 'auth0|ann' });
    expect(other.read()[0]?.['userId']).not.toBe(tomorrow?.['userId']);
  });

  it('[SEE-4] nodes with the same key write the same hashes; without one, each process its own', () => {
    const at = () => Date.UTC(2026, 0, 1);
    const hashOf = (key?: string) => {
      const { log, read } = setUp('info', key, at);
      log.info('a', { userId: 'ann' });
      return read()[0]?.['userId'];
    };
    expect(hashOf('k')).toBe(hashOf('k'));
    expect(hashOf(undefined)).not.toBe(hashOf(undefined));
  });

  it('[SEE-4] a request and a node keep their names, by which a line is found', () => {
    const { log, read } = setUp();
    const id = '01900000-0000-7000-8000-0000000000e1';
    log.info('a', { requestId: id, nodeId: id, conversationId: id, note: `it was ${id}` });
    const [line] = read();
    expect(line).toMatchObject({ requestId: id, nodeId: id });
    expect(line?.['conversationId']).not.toBe(id);
    expect(line?.['note']).toBe(`it was #${String(line?.['conversationId'])}`);
  });

  it('[SEE-4] tells of an error what it is, not what it carries', () => {
    const { log, lines, read } = setUp();
    const error = Object.assign(new Error('duplicate key value violates unique constraint "messages_key"'), {
      code: '23505',
      detail: 'Key (content)=(my secret)',
      row: ['x'],
    });
    log.error('failed', { error });
    expect(read()[0]?.['error']).toMatchObject({ name: 'Error', message: error.message, code: '23505' });
    expect(lines.join()).not.toContain('secret');
  });

  it.each([
    [
      'what PostgreSQL quotes of a value',
      Object.assign(new Error('invalid input syntax: "my secret"'), { code: '22P02' }),
    ],
    ['what a parser quotes of a text', new SyntaxError(`Unexpected token 'm', "my secret" is not valid JSON`)],
    ['the further lines of a message', new Error('failed\nmy secret')],
    ['a cause', new Error('outside', { cause: new Error('inside "my secret"') })],
    ['a password in an address', new Error('no way to postgres://natter:mysecret@db:5432/natter')],
    ['a signature in an address', new Error('404 of https://files.example/a.png?sig=mysecret')],
    ['a token', new Error('bad eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJteXNlY3JldCJ9.mysecret')],
    ['a key in a header', new Error('refused Bearer mysecret')],
    ['an address of mail', new Error('unknown mysecret@shop.example')],
  ])('[SEE-4] does not write %s', (_what, error) => {
    const { log, lines } = setUp();
    log.error('failed', { error });
    log.error('failed', { reason: error.message.split('"')[0] });
    expect(lines).toHaveLength(2);
    expect(lines.join()).not.toMatch(/my ?secret|mysecret|bXlzZWNyZXQ|eyJ/);
  });

  it('[SEE-4] fields that may hold what somebody wrote are not written, however deep', () => {
    const { log, lines } = setUp();
    log.info('a', { content: 'my secret', list: [{ token: 'my secret', of: { password: 'my secret' } }] });
    expect(lines.join()).not.toContain('my secret');
  });

  it('keeps to its level', () => {
    const { log, lines } = setUp('warn');
    log.info('a');
    log.warn('b');
    expect(lines).toHaveLength(1);
  });
});
