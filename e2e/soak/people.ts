import { setMaxListeners } from 'node:events';
import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { median, quantile } from '../../bench/lib/statistics.ts';
import { Device } from '../torture/clients/device.ts';
import { createRest } from '../torture/clients/rest.ts';
import { createTokens } from '../torture/clients/tokens.ts';
import { readDisk } from '../torture/final/read-device.ts';
import type { HistoryNote } from '../torture/history/history-event.ts';
import { type Chance, seededChance } from '../torture/seeded.ts';
import { LightPerson } from './light-person.ts';
import type { Knowledge, Pair, Progress, SoakOrder } from './lines.ts';

const TOKEN_SECONDS = 900;
const TICK_MS = 20;
/** Of all messages, those that go through our client: its store is in memory here and would grow with them. */
const DEVICE_SHARE = 0.04;
const DEVICE_STAYS_S = [30, 240] as const;
/** What is remembered of messages under way; a cut may keep them there for a while. */
const LATENCIES_MOST = 100_000;

/** Everybody of a soak. */
export class People {
  private readonly order: SoakOrder;
  private readonly tokenFor: (person: string) => Promise<string>;
  private readonly chance: Chance;
  private readonly light: LightPerson[];
  private readonly devices: { device: Device; pair: Pair }[];
  private readonly sentAt = new Map<string, number>();
  private readonly talking = new AbortController();
  private ledger = '';
  private latencies: number[] = [];
  private counts = { acknowledged: 0, returns: 0, refused: 0 };

  constructor(order: SoakOrder) {
    this.order = order;
    this.tokenFor = createTokens(order.secret, TOKEN_SECONDS);
    // Every client waits on it.
    setMaxListeners(0, this.talking.signal);
    this.chance = seededChance(order.seed, 'talk');
    this.light = order.pairs.flatMap((pair) => pair.people.map((who) => this.createLight(who, pair)));
    this.devices = order.devicePairs.flatMap((pair) =>
      pair.people.map((who) => ({ pair, device: this.createDevice(who) })),
    );
  }

  async start(): Promise<void> {
    for (const person of this.light) void person.live();
    for (const { device } of this.devices) await device.start();
    void this.talk();
    for (const { device } of this.devices) void this.comeAndGo(device);
  }

  /** What happened since it was asked last. */
  progress(): Progress {
    const [p50, p99] = this.latencies.length === 0 ? [0, 0] : [median(this.latencies), quantile(this.latencies, 0.99)];
    const { acknowledged, returns, refused } = this.counts;
    this.counts = { acknowledged: 0, returns: 0, refused: 0 };
    this.latencies = [];
    this.write();
    const live = this.devices.filter(({ device }) => device.isLive).length;
    const connected = this.light.filter((person) => person.isConnected).length + live;
    return { acknowledged, connected, returns, refused, p50, p99 };
  }

  /** Nobody says anything new or leaves any more. */
  settle(): void {
    this.talking.abort();
    for (const person of this.light) person.settle();
  }

  async tell(): Promise<Knowledge[]> {
    const told: Knowledge[] = [];
    for (const person of this.light) told.push(await person.tell());
    for (const { device, pair } of this.devices) {
      const { queued, conversations } = await readDisk(device);
      const messages = conversations.find(({ id }) => id === pair.conversationId)?.messages ?? [];
      const seqs = new Set(messages.map(({ seq }) => seq));
      let upTo = 0;
      while (seqs.has(upTo + 1)) upTo++;
      const { name: who } = device.plan;
      told.push({
        ...{ who, conversationId: pair.conversationId, upTo, beyond: seqs.size - upTo },
        ...{ wrong: messages.length - seqs.size, waiting: queued },
      });
    }
    this.write();
    return told;
  }

  async stop(): Promise<void> {
    this.talking.abort();
    for (const person of this.light) person.stop();
    await Promise.all(this.devices.map(({ device }) => device.end()));
  }

  private readonly acknowledged = (conversationId: string, seq: number, clientId: string): void => {
    this.counts.acknowledged++;
    this.ledger += `${conversationId} ${seq} ${clientId}\n`;
  };

  /** Only what was acknowledged is in there, so it may be written late: a crash of ours ends the soak anyway. */
  private write(): void {
    appendFileSync(this.order.ledger, this.ledger);
    this.ledger = '';
  }

  private createLight(who: string, pair: Pair): LightPerson {
    const getToken = () => this.tokenFor(who);
    return new LightPerson({
      ...{ url: this.order.url, who, pair, getToken },
      rest: createRest(this.order.url, getToken),
      chance: seededChance(this.order.seed, who),
      onAcknowledged: this.acknowledged,
      onSending: (clientId) => void this.sentAt.set(clientId, performance.now()),
      onArrived: (clientId) => {
        const at = this.sentAt.get(clientId);
        this.sentAt.delete(clientId);
        if (at !== undefined && this.latencies.length < LATENCIES_MOST) this.latencies.push(performance.now() - at);
      },
      onReturn: () => void this.counts.returns++,
      onRefused: () => void this.counts.refused++,
    });
  }

  private createDevice(who: string): Device {
    const note = (event: HistoryNote) => {
      if (event.op === 'send' && event.phase === 'ok') {
        this.acknowledged(event.conversationId, event.seq, event.clientId);
      }
    };
    return new Device({
      plan: { name: who, person: who, kind: 'natter' },
      ...{ url: this.order.url, getToken: () => this.tokenFor(who), history: { note } },
      chance: seededChance(this.order.seed, who),
    });
  }

  private async talk(): Promise<void> {
    const { signal } = this.talking;
    const { rate } = this.order;
    let owed = 0;
    let at = performance.now();
    while (!signal.aborted) {
      await pause(TICK_MS);
      const now = performance.now();
      // What could not be said while this process was stopped is not made up for.
      owed += (Math.min(now - at, 1_000) * rate) / 1_000;
      at = now;
      for (; owed >= 1; owed--) this.sayOne();
      // Of those that were away when it was sent, the time says nothing.
      for (const [clientId, since] of this.sentAt) {
        if (now - since < 60_000) break;
        this.sentAt.delete(clientId);
      }
    }
  }

  private sayOne(): void {
    if (this.chance.next() < DEVICE_SHARE) {
      void this.chance.pick(this.devices).device.say();
      return;
    }
    this.chance.pick(this.light).say(`Number ${this.chance.whole(1, 1_000_000)}, and a text of usual length with it.`);
  }

  private async comeAndGo(device: Device): Promise<void> {
    const { signal } = this.talking;
    while (!signal.aborted) {
      await pause(this.chance.between(...DEVICE_STAYS_S) * 1_000, undefined, { signal, ref: false }).catch(
        () => undefined,
      );
      if (signal.aborted) return;
      if (this.chance.next() < 0.5) await device.restart('close');
      else await device.sayAndDie();
      this.counts.returns++;
    }
  }
}
