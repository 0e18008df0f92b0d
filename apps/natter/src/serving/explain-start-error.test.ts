import { readConfig } from '@natter/server';
import { describe, expect, it } from 'vitest';
import { explainStartError } from './explain-start-error.ts';

const { config } = readConfig({
  DATABASE_URL: 'postgres://natter:wrong@127.0.0.1:5432/natter',
  NATTER_JWT_SECRET: '7b1e09c4f2a85d36'.repeat(4),
});
const explained = (code: string, message: string) =>
  explainStartError(Object.assign(new Error(message), { code }), { config, terminal: { env: {} } })?.lines;

describe('a database that cannot be used', () => {
  it('because of the password: it is said where that is put right', () => {
    const lines = explained('28P01', 'password authentication failed for user "natter"');
    expect(lines).toEqual([
      'The database of DATABASE_URL cannot be used: Error: password authentication failed for user "natter"',
      expect.stringMatching(/password in DATABASE_URL.*%40.*ALTER ROLE/),
    ]);
  });

  it.each([
    ['3D000', 'database "natter" does not exist', 'CREATE DATABASE'],
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432', 'Start PostgreSQL'],
    ['XX000', 'the database is odd', 'natter doctor'],
  ])('because of %s: what to do', (code, message, advice) => {
    expect(explained(code, message)?.[1]).toContain(advice);
  });
});
