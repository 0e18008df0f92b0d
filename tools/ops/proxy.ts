import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { findFreePort, startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestDatabase, startTestServer, type TestServer } from '@natter/testkit';
import { io, type Socket } from 'socket.io-client';
import { type Check, expectEqual, inRoot, needs, run, until } from './check.ts';

const NAME = 'chat.example.com';

export const proxyChecks: readonly Check[] = [
  {
    title:
      '[DEPLOY-3] behind nginx as in deploy/nginx: TLS 1.3 alone, WebSocket and long-polling, limits, nothing internal',
    missing: () => needs('nginx', 'Debian: nginx-light')() ?? needs('openssl', 'Debian: openssl')(),
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'natter-proxy-'));
      const postgres = await startEmbeddedPostgres({ ephemeral: true });
      const world = await createTestDatabase(postgres.adminUrl);
      const database = world.open();
      const server = await startTestServer({
        database,
        env: { NATTER_PUBLIC_URL: `https://${NAME}`, NATTER_API_KEY: 'a4c0e9d1b7f35826'.repeat(4) },
      });
      const proxy = await startProxy(folder, server.port);
      try {
        await tryHttp(proxy);
        for (const transport of ['websocket', 'polling'] as const) await trySocket(proxy, { server, transport });
      } finally {
        await proxy.stop();
        await server.close();
        await database.close();
        await world.drop();
        await postgres.stop();
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
];

interface Proxy {
  readonly plain: number;
  readonly secure: number;
  stop(): Promise<void>;
}

/** nginx with the file of deploy/, on free ports and with a certificate of its own making. */
async function startProxy(folder: string, port: number): Promise<Proxy> {
  const [plain, secure] = [await findFreePort(), await findFreePort()];
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    certificate,
    ...subject,
  ]);
  const given = await readFile(inRoot('deploy', 'nginx', 'natter.conf'), 'utf8');
  const here = given
    .replaceAll(/^\s*listen \[::\].*$/gm, '')
    .replaceAll('listen 80;', `listen 127.0.0.1:${plain};`)
    .replaceAll('listen 443 ', `listen 127.0.0.1:${secure} `)
    .replaceAll('127.0.0.1:4000', `127.0.0.1:${port}`)
    .replaceAll(/\/etc\/letsencrypt\S*fullchain\.pem/g, certificate)
    .replaceAll(/\/etc\/letsencrypt\S*privkey\.pem/g, key);
  await writeFile(join(folder, 'natter.conf'), here);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (one) => `${one}_temp_path ${folder}/${one};`,
  );
  const main = join(folder, 'nginx.conf');
  await writeFile(
    main,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log warn; events {}
     http { access_log off; ${places.join(' ')} include ${folder}/natter.conf; }`,
  );
  await run('/usr/sbin/nginx', ['-t', '-c', main]);
  const child = spawn('/usr/sbin/nginx', ['-c', main], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await until('nginx answers', async () => (await get(secure, '/healthz').catch(() => null)) && true);
  return {
    plain,
    secure,
    stop: async () => {
      child.kill('SIGQUIT');
      await ended;
    },
  };
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function get(port: number, path: string, { body = '', method = 'GET' } = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: NAME,
      ...(body !== '' && { 'content-type': 'application/json', 'content-length': body.length }),
    };
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers, servername: NAME, rejectUnauthorized: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
      },
    );
    asked.on('error', reject).end(body);
  });
}

async function tryHttp({ plain, secure }: Proxy): Promise<void> {
  const alive = await get(secure, '/healthz');
  expectEqual([alive.status, JSON.parse(alive.body)], [200, { status: 'alive' }], 'https /healthz');
  if (!/max-age=\d{8}/.test(String(alive.headers['strict-transport-security']))) throw new Error('no HSTS');
  const redirected = await fetch(`http://127.0.0.1:${plain}/x?y=1`, { redirect: 'manual', headers: { host: NAME } });
  expectEqual(redirected.status, 301, 'http');
  expectEqual((await get(secure, '/metrics')).status, 404, '/metrics from outside');
  expectEqual((await get(secure, '/api/host/status')).status, 401, '/api/host without the key');
  const big = { method: 'PUT', body: JSON.stringify({ users: 'x'.repeat(400_000) }) };
  expectEqual((await get(secure, '/api/host/users', big)).status, 413, 'a body beyond the bound');
  expectEqual(await versionOf(secure, 'TLSv1.3'), 'TLSv1.3', 'TLS 1.3');
  expectEqual(await versionOf(secure, 'TLSv1.2'), null, 'TLS 1.2');
}

/** What was agreed on, or null where nothing was. */
function versionOf(port: number, version: 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, servername: NAME, rejectUnauthorized: false };
    const socket = connectTls({ ...options, minVersion: version, maxVersion: version }, () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on('error', () => resolve(null));
  });
}

/** Somebody comes by this transport, as a page of the public address, and is told of a message that another one sends over HTTPS. */
async function trySocket(
  proxy: Proxy,
  { server, transport }: { server: TestServer; transport: 'websocket' | 'polling' },
): Promise<void> {
  const [ann, bob] = [`ann-${transport}`, `bob-${transport}`];
  const [annToken, bobToken] = [await server.tokenOf(ann), await server.tokenOf(bob)];
  const socket = io(`https://127.0.0.1:${proxy.secure}`, {
    auth: { token: bobToken },
    transports: [transport],
    reconnection: false,
    forceNew: true,
    rejectUnauthorized: false,
    extraHeaders: { host: NAME, origin: `https://${NAME}` },
  });
  try {
    await arrival(socket, 'connect');
    expectEqual(socket.io.engine.transport.name, transport, 'the transport');
    const told = arrival(socket, 'message:new');
    await call(proxy, annToken, '/api/messages/me');
    const { id } = JSON.parse(
      await call(proxy, annToken, '/api/messages/conversations', { type: 'direct', participantId: bob }),
    );
    const clientId = crypto.randomUUID();
    await call(proxy, annToken, `/api/messages/conversations/${id}/messages`, {
      clientId,
      content: 'through the proxy',
    });
    const event = JSON.stringify(await told);
    if (!event.includes('through the proxy')) throw new Error(`told of ${event}`);
  } finally {
    socket.close();
  }
}

function arrival(socket: Socket, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    socket.once(name, resolve);
    socket.once('connect_error', reject);
    setTimeout(() => reject(new Error(`no ${name} within 20 s`)), 20_000).unref();
  });
}

async function call(proxy: Proxy, token: string, path: string, body?: object): Promise<string> {
  const text = body === undefined ? '' : JSON.stringify(body);
  return await new Promise((resolve, reject) => {
    const headers = {
      host: NAME,
      authorization: `Bearer ${token}`,
      ...(text !== '' && { 'content-type': 'application/json' }),
    };
    const method = text === '' ? 'GET' : 'POST';
    const asked = request(
      { host: '127.0.0.1', port: proxy.secure, path, method, headers, servername: NAME, rejectUnauthorized: false },
      (answer) => {
        let all = '';
        answer.on('data', (chunk: Buffer) => {
          all += chunk.toString();
        });
        answer.on('end', () =>
          (answer.statusCode ?? 500) < 300 ? resolve(all) : reject(new Error(`${path} ${answer.statusCode} ${all}`)),
        );
      },
    );
    asked.on('error', reject).end(text);
  });
}
