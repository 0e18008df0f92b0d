import { describe, expect, it } from 'vitest';
import { createPinoLog } from './pino-log.ts';

function setUp(level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info', idKey = 'k') {
  const lines: string[] = [];
  const log = createPinoLog({ level, idKey, destination: { write: (line: string) => void lines.push(line) } });
  const read = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, lines, read };
}

describe('the log', () => {
  it('names an event, its level and its fields', () => {
    const { log, read } = setUp();
    log.info('listening', { port: 1 });
    expect(read()).toEqual([{ level: 'info', time: expect.any(String), port: 1, event: 'listening' }]);
  });

  it('writes people as a keyed hash: the same for the same person, nobody’s name', () => {
    const { log, lines, read } = setUp();
    log.info('a', { userId: 'auth0|ann' });
    log.info('b', { senderId: 'auth0|ann', recipientId: 'bob' });
    const [first, second] = read();
    expect(lines.join()).not.toMatch(/ann|bob/);
    expect(first?.['userId']).toBe(second?.['senderId']);
    const other = setUp('info', 'another key');
    other.log.info('a', { userId: 'auth0|ann' });
    expect(other.read()[0]?.['userId']).not.toBe(first?.['userId']);
  });

  it('tells of an error what it is, not what it carries', () => {
    const { log, lines, read } = setUp();
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (content)=(my secret)',
      row: ['x'],
    });
    log.error('failed', { error });
    expect(read()[0]?.['error']).toMatchObject({ name: 'Error', message: 'duplicate key', code: '23505' });
    expect(lines.join()).not.toContain('secret');
  });

  it('keeps to its level', () => {
    const { log, lines } = setUp('warn');
    log.info('a');
    log.warn('b');
    expect(lines).toHaveLength(1);
  });
});
