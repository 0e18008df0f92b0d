import { connect } from 'node:net';
import { createStubDatabase, startTestServer } from '@natter/testkit';
import { describe, expect, it } from 'vitest';

describe('a server that closes', () => {
  it('[STOP-1] answers what still comes on a busy connection with the contract’s own words', async () => {
    const stub = createStubDatabase();
    const original = stub.ensurePerson;
    let goOn: () => void = () => undefined;
    const isHeld = new Promise<void>((resolve) => {
      stub.ensurePerson = async (userId, name) => {
        resolve();
        await new Promise<void>((go) => {
          goOn = go;
        });
        return original(userId, name);
      };
    });
    const server = await startTestServer({ database: stub });
    const token = await server.tokenOf('ann');
    const socket = connect(server.port, '127.0.0.1');
    let answers = '';
    socket.on('data', (bytes) => {
      answers += bytes.toString();
    });
    const ask = () => {
      socket.write(`GET /api/messages/me HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\n\r\n`);
    };
    ask();
    await isHeld;
    const stopped = server.stop();
    // The listening socket is closed in the last step of stopping; from then on the framework answers.
    await expect.poll(() => canConnect(server.port)).toBe(false);
    ask();
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(2 * token.length);
    goOn();
    await expect.poll(() => answers).toContain('503');
    expect(answers).toContain('HTTP/1.1 200');
    expect(answers).toContain('"code":"unavailable"');
    socket.destroy();
    await stopped;
    await server.close();
  });
});

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1');
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
