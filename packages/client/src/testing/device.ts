// Fetched by need, which takes a time that no test clock tells.
import '../keep-time.ts';
import '../life/life.ts';
import '../outbox/check-poll.ts';
import '../outbox/offer-again.ts';
import '../sync/backfill.ts';
import type { ClientNotice, NatterClient, ThreadView } from '../api.ts';
import { createNatterClient } from '../create-client.ts';
import { memoryStorage } from '../storage/memory.ts';
import type { Storage } from '../storage/storage.ts';
import type { Channel, OwnershipHandlers, Tabs } from '../tabs/tabs.ts';
import type { RawSocket } from '../transport/socket.ts';
import { seededRandom, settle, TestClock, TestPlatform } from './clock.ts';
import { FakeNetwork } from './fake-network.ts';
import { FakeServer, type FakeSizes } from './fake-server.ts';

/** A clock, a server and the way to it. */
export function createWorld(seed = 1, sizes: Partial<FakeSizes> = {}) {
  const clock = new TestClock();
  const random = seededRandom(seed);
  const server = new FakeServer(() => clock.now, sizes);
  const network = new FakeNetwork(server, clock, random);
  return { clock, server, network, random };
}
export type World = ReturnType<typeof createWorld>;

/** What outlives a tab: the store, and what tabs share. */
export class Device {
  storage: Storage = memoryStorage();
  readonly tabs: Tab[] = [];
  readonly world: World;
  readonly userId: string;
  private readonly channels = new Map<(message: unknown) => void, Tab>();
  private owners: { tab: Tab; handlers: OwnershipHandlers }[] = [];
  /** Every tab takes itself for the one that sends, as after a broken hand-over. */
  isOwnedByAll = false;
  /** How wrong the device's clock is. */
  skewMs = 0;

  constructor(world: World, userId: string) {
    this.world = world;
    this.userId = userId;
  }

  /** Opens a tab. It is started; what it does next is a matter of the clock. */
  async open(options: { getToken?: () => string | Promise<string>; storage?: Storage } = {}): Promise<Tab> {
    const tab = new Tab(this, options);
    this.tabs.push(tab);
    void tab.client.start();
    await settle();
    return tab;
  }

  /** What a tab of this device shares with the others. */
  share(tab: Tab): Tabs {
    return {
      openChannel: (_, onMessage): Channel => {
        this.channels.set(onMessage, tab);
        return {
          post: (message) => {
            if (tab.isDead) return;
            for (const [listener, other] of this.channels) {
              if (other === tab) continue;
              queueMicrotask(() => other.platform.whenThawed(() => listener(structuredClone(message))));
            }
          },
          close: () => this.channels.delete(onMessage),
        };
      },
      own: (_, handlers) => {
        const own = { tab, handlers };
        this.owners.push(own);
        if (this.owners.length === 1 || this.isOwnedByAll) handlers.onOwned();
        return {
          release: () => this.disown(tab),
          takeOver: () => {
            const [before] = this.owners;
            this.owners = [own, ...this.owners.filter((one) => one !== own)];
            before?.tab.platform.whenThawed(() => before.handlers.onLost());
            handlers.onOwned();
          },
        };
      },
    };
  }

  /** All that is stored of messages, as one text: what it does not contain is not on the disk. */
  async stored(conversationId: string): Promise<string> {
    const range = { conversationId, from: 0, to: Number.MAX_SAFE_INTEGER };
    const rows = await this.storage.read(async (tx) => [await tx.messages(range), await tx.all('conversations')]);
    return JSON.stringify(rows);
  }

  disown(tab: Tab): void {
    const wasOwner = this.owners[0]?.tab === tab;
    this.owners = this.owners.filter((one) => one.tab !== tab);
    if (wasOwner) this.owners[0]?.handlers.onOwned();
  }
}

/** One tab of a device: a client with its own socket. */
export class Tab {
  isDead = false;
  readonly client: NatterClient;
  readonly platform: TestPlatform;
  readonly notices: ClientNotice[] = [];
  private readonly device: Device;

  constructor(device: Device, options: { getToken?: () => string | Promise<string>; storage?: Storage }) {
    this.device = device;
    const { clock, network, random } = device.world;
    this.platform = new TestPlatform(clock, seededRandom(Math.floor(random() * 1e9)));
    this.platform.skewMs = device.skewMs;
    this.client = createNatterClient({
      url: 'http://server',
      userId: device.userId,
      getToken: options.getToken ?? (() => device.userId),
      storage: async () => this.mortal(options.storage ?? device.storage),
      fetch: (url, init) => (this.isDead ? new Promise(() => undefined) : this.thawed(network.fetch(url, init))),
      openSocket: (given, handlers) =>
        this.acksThawed(
          network.openSocket(given, {
            onOpen: () => this.platform.whenThawed(() => handlers.onOpen()),
            onFailed: (data, cause) => this.platform.whenThawed(() => handlers.onFailed(data, cause)),
            onClosed: (reason) => this.platform.whenThawed(() => handlers.onClosed(reason)),
            onEvent: (name, payload) => this.platform.whenThawed(() => handlers.onEvent(name, payload)),
          }),
        ),
      platform: this.platform,
      tabs: device.share(this),
    });
    this.client.onNotice((notice) => this.notices.push(notice));
  }

  /** Dies between two instructions: nothing of it happens any more. */
  crash(): void {
    this.isDead = true;
    this.platform.kill();
    this.device.disown(this);
    this.device.tabs.splice(this.device.tabs.indexOf(this), 1);
  }

  isLive = (): boolean => this.client.connection.getSnapshot().state === 'live';

  /** Opens a thread, loads all of it and answers what it shows. */
  async wholeThread(conversationId: string): Promise<ThreadView> {
    const { clock } = this.device.world;
    const thread = this.client.messages.open(conversationId);
    await clock.until(() => thread.getSnapshot().loading === 'none');
    for (let pages = 0; thread.getSnapshot().hasBefore && pages < 100; pages++) {
      void thread.loadBefore();
      await settle();
      await clock.until(() => thread.getSnapshot().loading === 'none');
    }
    const view = thread.getSnapshot();
    thread.close();
    return view;
  }

  private thawed<T>(result: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      result.then(
        (value) => this.platform.whenThawed(() => resolve(value)),
        (error: unknown) => this.platform.whenThawed(() => reject(error)),
      );
    });
  }

  private acksThawed(socket: RawSocket): RawSocket {
    return {
      close: () => socket.close(),
      emit: (name, payload, onAck) =>
        socket.emit(name, payload, (answer) => this.platform.whenThawed(() => onAck(answer))),
    };
  }

  private mortal(storage: Storage): Storage {
    const whileAlive = <T>(result: () => Promise<T>): Promise<T> =>
      this.isDead ? new Promise(() => undefined) : this.thawed(result());
    return {
      read: (work) => whileAlive(() => storage.read(work)),
      write: (work) => whileAlive(() => storage.write(work)),
      close: async () => undefined,
      destroy: () => storage.destroy(),
    };
  }
}
