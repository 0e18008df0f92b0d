import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createStubDatabase, startTestServer } from '@natter/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../platform/domain-error.ts';
import { refuseRaw } from './refuse-raw.ts';

/* As the server has it, with less patience. */
const door = createServer({ requestTimeout: 100, connectionsCheckingInterval: 20 }, (_request, response) => {
  response.end('whole');
});
door.on('clientError', refuseRaw);

beforeAll(() => new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => door.close(resolve)));

/** Says this, and answers what comes until the connection ends. */
const say = (bytes: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect((door.address() as AddressInfo).port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
const problemOf = (answer: string) => JSON.parse(answer.slice(answer.lastIndexOf('\r\n\r\n')));

describe('what never became a request', () => {
  it('[REST-2] is a problem of the table: too slow, too long, or nothing that can be read', async () => {
    const slow = await say('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    expect(slow).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\ncontent-type: application\/problem\+json\r\n/);
    expect(problemOf(slow)).toMatchObject({ type: 'urn:natter:error:timeout', status: 408, code: 'timeout' });
    // Over the 16 KiB of a head and still read whole: what is left unread resets the connection, and the answer with it.
    const long = await say(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(problemOf(long)).toMatchObject({ status: 413, code: 'too_large' });
    expect(problemOf(await say('nonsense\r\n\r\n'))).toMatchObject({ status: 400, code: 'invalid' });
  });

  it('[REST-2] on a connection that was used before too', async () => {
    const text = await say('GET / HTTP/1.1\r\nHost: x\r\n\r\nPOST / HTTP/1.1\r\nHost: x\r\n');
    expect(text).toMatch(/whole/);
    expect(problemOf(text)).toMatchObject({ code: 'timeout' });
  });
});

describe('a call whose statement takes too long', () => {
  it('[LOAD-10] is answered 408, with when to ask again', async () => {
    const database = createStubDatabase({ readInbox: () => Promise.reject(DomainError.timeout(2)) });
    const server = await startTestServer({ database });
    try {
      const { status, body } = await server.call('ann', 'GET', '/api/messages/conversations');
      expect([status, body]).toMatchObject([408, { code: 'timeout', retryAfter: 2 }]);
    } finally {
      await server.close();
    }
  });
});
