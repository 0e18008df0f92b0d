import { applyHistory } from '@natter/model';
import { Me, PAGE_MAX } from '@natter/protocol';
import { fetchFailed, MessagingError } from './errors.ts';
import { createParts, type Parts, type PartsOptions } from './parts.ts';
import { reactToConnection } from './react-to.ts';
import { parseRow } from './storage/rows.ts';
import { storeName } from './storage/storage.ts';
import { withFallback } from './storage/with-fallback.ts';
import { subjectOf } from './transport/tokens.ts';

/** Silence is checked so often: whatever was lost without a trace comes by then. */
const TICK_MS = 60_000;
/** When the connection has stood so long, what is fetched by need is fetched, to be there when the connection goes. */
const AHEAD_MS = 3_000;
const fetchAhead = () =>
  Promise.all([
    import('./keep-time.ts'),
    import('./life/life.ts'),
    import('./outbox/check-poll.ts'),
    import('./outbox/offer-again.ts'),
  ]);

/** The life of a client: in which order its parts begin and end, and what they do as time goes by. */
export class Engine {
  readonly parts: Parts;
  private readonly options: PartsOptions;
  private resolveReady: () => void = () => undefined;
  private starting: Promise<void> | null = null;
  private stopping: Promise<void> = Promise.resolve();
  private readonly ends: (() => void)[] = [];

  constructor(options: PartsOptions) {
    this.options = options;
    const ready = new Promise<void>((resolve) => {
      this.resolveReady = resolve;
    });
    this.ready = ready;
    this.parts = createParts(options, {
      ready,
      isStarted: () => this.starting !== null,
      onSignedOut: () => this.forget(),
    });
  }

  /** Resolves when what was stored has been read. */
  readonly ready: Promise<void>;

  start(): Promise<void> {
    this.starting ??= this.begin().catch((error: unknown) => {
      this.starting = null;
      throw error;
    });
    return this.starting;
  }

  private async begin(): Promise<void> {
    const { store, storage, outbox, marks, drafts, deployment, notices, talk, connection, expiry } = this.parts;
    await this.stopping;
    notices.setStopped(false);
    const name = storeName(this.options.url, await this.findPerson());
    marks.setDurable(true);
    const lost = () => this.storageLost();
    storage.use(await withFallback(this.options.storage, name, lost, () => outbox.all()));
    await store.load();
    await Promise.all([outbox.reread(), marks.load(), drafts.load(), deployment.load(), this.loadMyself()]);
    talk.open(name);
    this.listen(name);
    expiry.start();
    this.resolveReady();
    this.storeChanged(null);
    connection.start();
    this.scheduleTick();
    connection.quietly(deployment, () => deployment.ask());
  }

  private async findPerson(): Promise<string> {
    const { store, tokens } = this.parts;
    if (store.userId === '') store.userId = subjectOf(await tokens.get()) ?? '';
    if (store.userId !== '') return store.userId;
    throw new MessagingError({ origin: 'client', code: 'unauthenticated', detail: 'The token names no person.' });
  }

  private async loadMyself(): Promise<void> {
    const { storage, myself } = this.parts;
    const me = parseRow(Me, await storage.read((tx) => tx.get('meta', 'me')));
    if (me) myself.take(me);
  }

  private listen(name: string): void {
    const { platform } = this.options;
    const { store, connection, drafts, sending, deployment, myself, expiry, overlays } = this.parts;
    sending.begin(name);
    this.ends.push(
      () => sending.end(),
      store.subscribe((id) => this.storeChanged(id)),
      connection.state.subscribe(() => this.connectionChanged()),
      deployment.config.subscribe(expiry.step),
      myself.live.subscribe(expiry.step),
      platform.onWake((what) => {
        if (what === 'online' || what === 'offline') connection.setOnline(what === 'online');
        else if (what === 'visible') {
          this.recheckTime();
          if (connection.state.getSnapshot().state !== 'refused') this.lookNow();
        } else if (what === 'hidden') {
          overlays.flush();
          void drafts.flush();
        }
      }),
    );
  }

  /** Stops everything; what is queued is written first. Safe to call at any time, also twice. */
  stop(): Promise<void> {
    const running = this.starting;
    this.starting = null;
    if (running !== null) this.stopping = this.stopping.then(() => this.end(running));
    return this.stopping;
  }

  private async end(running: Promise<void>): Promise<void> {
    const { connection, flusher, marks, gaps, notices, typing, drafts, store, talk, storage, expiry } = this.parts;
    await running.catch(() => undefined);
    this.parts.overlays.flush();
    await expiry.stop();
    for (const end of this.ends.splice(0)) end();
    connection.stop();
    flusher.stop();
    marks.stop();
    gaps.stop();
    notices.setStopped(true);
    typing.close();
    await drafts.close();
    await store.commit();
    talk.close();
    await storage.close();
  }

  /** Ends all tabs of this person and deletes what the device knows. */
  async wipe(): Promise<void> {
    if (!this.starting) await this.start();
    this.parts.talk.post({ kind: 'signed-out' });
    const storage = this.parts.storage.current();
    await this.stop();
    await storage?.destroy();
    this.parts.store.clear();
  }

  private async forget(): Promise<void> {
    await this.stop();
    this.parts.store.clear();
  }

  /** Somebody looks at us, or asks: sync now, or connect now. */
  lookNow(): void {
    const { connection, sync, askAgain } = this.parts;
    if (connection.isUp) {
      sync.quietly();
      askAgain();
    } else connection.reconnect();
  }

  /** The disk cannot be written: memory takes its place, which no other tab sees and which is no place to deliver to. */
  private storageLost(): void {
    const { store, marks, sending, notices } = this.parts;
    store.diskLost();
    marks.setDurable(false);
    sending.standAlone();
    notices.tell({ kind: 'storage-unavailable' });
  }

  private connectionChanged(): void {
    const { connection } = this.parts;
    const { state } = connection.state.getSnapshot();
    reactToConnection(state, this.parts);
    if (state !== 'live') return;
    connection.quietly(this, async () => {
      const { backfill } = await import('./sync/backfill.ts').catch(fetchFailed);
      backfill({ ...this.parts, applyHistory, PAGE_MAX });
    });
    const cancel = this.options.platform.setTimer(() => {
      // What cannot be had now is asked for by whoever needs it.
      if (connection.isUp) fetchAhead().catch(() => undefined);
    }, AHEAD_MS);
    this.ends.push(cancel);
  }

  private storeChanged(id: string | null): void {
    const { store, outbox, views, unread, expiry, drafts } = this.parts;
    const state = id === null ? null : store.get(id);
    if (id !== null && state) outbox.landed(id, state.edgeSeq);
    expiry.look(id);
    drafts.look(id);
    views.changed(id);
    unread.invalidate();
  }

  private recheckTime(): void {
    const { connection, deployment, expiry } = this.parts;
    if (deployment.wentApart()) connection.quietly(deployment, () => deployment.ask().finally(expiry.step));
  }

  private scheduleTick(): void {
    const { sync, marks, outbox, flusher, mayTry, expiry, unread } = this.parts;
    const cancel = this.options.platform.setTimer(() => {
      this.recheckTime();
      // A mute may have ended.
      unread.invalidate();
      expiry.tick();
      if (mayTry()) {
        sync.quietly();
        marks.retry();
      }
      void outbox.reread().then(() => flusher.kick());
      this.scheduleTick();
    }, TICK_MS);
    this.ends.push(cancel);
  }
}
