import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DemoPerson } from '@natter/protocol';
import { type Child, startChild } from './child.ts';

const API_KEY = 'the-host-of-the-journeys-4b1d07c9e2-wq';
const SECRET = 'tokens-of-the-journeys-93c5a8f16e-dk';
const WEB_APP = fileURLToPath(new URL('../../apps/web/dist', import.meta.url));

/** A call is tried again for so long where the server says that it cannot just now, and when (ms). */
const BUSY_MS = 60_000;

/**
 * One answer of the server; anything but success is an error with the body in it. Where the server has too much to do (503) it is
 * asked again when it says, as a host does: a machine of a quarter of the usual speed is no fault of what is looked at.
 */
async function call(url: string, method: string, token: string | null, body?: unknown): Promise<unknown> {
  const until = Date.now() + BUSY_MS;
  for (;;) {
    const answer = await fetch(url, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(BUSY_MS),
    });
    const text = await answer.text();
    if (answer.ok) return text === '' ? null : JSON.parse(text);
    const afterSeconds = Number(answer.headers.get('retry-after'));
    if (answer.status !== 503 || !(afterSeconds > 0) || Date.now() > until)
      throw new Error(`${method} ${url}: ${answer.status} ${text}`);
    await pause(afterSeconds * 1_000);
  }
}

/** A database and a server of one worker's own. The server is a process: it can be stopped, killed and started again. */
export class House {
  /** Where the server listens, now and after every start. */
  url = '';
  isRunning = false;
  private readonly folder = mkdtempSync(join(tmpdir(), 'natter-e2e-'));
  private readonly database: Child;
  private databaseUrl = '';
  private server: Child | null = null;
  private door: readonly DemoPerson[] = [];
  private readonly tokens = new Map<string, string>();

  private constructor() {
    // The journeys keep the app they started with, whoever builds meanwhile.
    cpSync(WEB_APP, join(this.folder, 'web'), { recursive: true });
    this.database = startChild('./database-process.ts', {});
  }

  static async open(): Promise<House> {
    const house = new House();
    try {
      house.databaseUrl = String(await house.database.hear('appUrl'));
      await house.start();
    } catch (error) {
      await house.close();
      throw error;
    }
    return house;
  }

  /** Starts the server, on the port it had before. `settings` are environment variables of it. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const server = startChild('./server-process.ts', {
      DATABASE_URL: this.databaseUrl,
      JOURNEY_WEB_ROOT: join(this.folder, 'web'),
      PORT: this.url === '' ? '0' : new URL(this.url).port,
      HOST: '127.0.0.1',
      NATTER_STORE_ID: 'journeys',
      NATTER_STORE_NAME: 'The Village',
      NATTER_JWT_SECRET: SECRET,
      NATTER_API_KEY: API_KEY,
      NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
      NATTER_LIMIT_READS_PER_MINUTE: '0',
      NATTER_LIMIT_SENDS_PER_MINUTE: '0',
      NATTER_LIMIT_SENDS_BURST: '0',
      NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY: '0',
      ...settings,
    });
    this.server = server;
    this.url = `http://127.0.0.1:${await server.hear('port')}`;
    this.isRunning = true;
    await this.openDoorFor(this.door);
  }

  /** Stops the server: `SIGTERM` as an operator does, `SIGKILL` as a crash does. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.isRunning = false;
    await this.server?.end(signal);
    this.server = null;
  }

  /** Whom the sign-in page offers from now on, also after a start. */
  async openDoorFor(people: readonly DemoPerson[]): Promise<void> {
    this.door = people;
    if (this.server === null) return;
    const heard = this.server.hear('door');
    this.server.say({ door: people });
    await heard;
  }

  /** Pushes people as a host does. */
  async pushPeople(
    people: readonly { readonly id: string; readonly displayName: string; readonly roles?: readonly string[] }[],
  ): Promise<void> {
    await call(`${this.url}/api/host/users`, 'PUT', API_KEY, { users: people });
  }

  /** One call of the public API as this person. */
  async as(userId: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const token = this.tokens.get(userId) ?? (await this.signIn(userId));
    return call(`${this.url}/api/messages${path}`, method, token, body);
  }

  /** Fills a conversation with numbered messages of both, through the product's own statement. */
  async fill(order: { conversationId: string; people: readonly [string, string]; count: number }): Promise<void> {
    const heard = this.database.hear('filled');
    this.database.say({ fill: order });
    await heard;
  }

  async close(): Promise<void> {
    await this.stop('SIGTERM');
    await this.database.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async signIn(userId: string): Promise<string> {
    const answer = await call(`${this.url}/api/demo/sign-in`, 'POST', null, { userId });
    const token = typeof answer === 'object' && answer !== null && 'token' in answer ? String(answer.token) : '';
    this.tokens.set(userId, token);
    return token;
  }
}
