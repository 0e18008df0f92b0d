import type { Presence, Showing } from '../checker/evidence.ts';
import { STRANGER } from '../clients/world.ts';
import { pause, until } from '../wait.ts';

/**
 * What is promised (REDIS-4, NODE-8): the people of a node that died are offline within so long. Who went from a node that lives is so
 * sooner: a silent line is found within 18 s, and 8 s of grace go by.
 */
export const PRESENCE_BOUND_MS = 45_000;
/** Whoever asks is answered. */
const ANSWER_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 250;

/** As far as it matters here. */
export interface WatchingDevice {
  readonly plan: { readonly name: string; readonly person: string };
  readonly isDeaf: boolean;
  readonly people: {
    readonly userIds: readonly string[];
    readonly shown: ReadonlyMap<string, 'online' | 'offline'>;
  };
  askForPeople(): void;
}

export interface PresenceContext {
  readonly crowd: { readonly devices: readonly WatchingDevice[]; here(): ReadonlySet<string> };
  /** Who may see whom, as `person other`. */
  readonly readSharing: () => Promise<ReadonlySet<string>>;
  /** `performance.now()` when all was healed. */
  readonly healedAt: number;
  /** Multiplies what it may take. */
  readonly slack: number;
  /** Everything else is as it is to be. */
  readonly isOver: AbortSignal;
  readonly signal: AbortSignal;
}

/** One person on one device: how they are and from when on that is counted, and since when they are shown so. */
interface Watch {
  readonly device: WatchingDevice;
  readonly of: string;
  truth: Presence;
  from: number;
  since: number | null;
}

/**
 * Watches until `isOver`, and at least as long as it may take, whether every device shows who is here and who is away, and says how long each took. Nobody is made to ask: it is
 * told by events, or by what a client asks as it connects. Where nothing at all is known of somebody, because they share a conversation
 * only since the client last asked, it asks at the end, once. A device that gets no event is not looked at: it is promised nothing.
 */
export async function awaitPresence(context: PresenceContext): Promise<Showing[]> {
  const { crowd, healedAt, slack, isOver, signal } = context;
  const boundMs = PRESENCE_BOUND_MS * slack;
  const watches: Watch[] = crowd.devices
    .filter((device) => !device.isDeaf)
    .flatMap((device) =>
      device.people.userIds.map((of) => ({
        device,
        of,
        truth: truthOf(of, crowd.here()),
        from: healedAt,
        since: null,
      })),
    );
  while (!signal.aborted) {
    look(watches, crowd.here());
    // Of whom nothing is known nothing more is told: that is asked for below.
    const isAllTold = watches.every((watch) => watch.since !== null || shownBy(watch) === 'nothing');
    if (isOver.aborted && (isAllTold || performance.now() > healedAt + boundMs)) break;
    await pause(LOOK_EVERY_MS, signal);
  }
  const sharing = await context.readSharing();
  const theirs = watches.filter(({ device, of }) => of === STRANGER || sharing.has(`${device.plan.person} ${of}`));
  await askWhereNothingIsKnown(theirs, context);
  return theirs.map((watch): Showing => {
    const { device, of, truth, from, since } = watch;
    const ms = since === null ? null : Math.max(0, Math.round(since - from));
    return { device: device.plan.name, of, truth, shown: shownBy(watch), ms, boundMs };
  });
}

/** Notes since when each is right. Whoever came or went meanwhile is counted from then on. */
function look(watches: readonly Watch[], here: ReadonlySet<string>): void {
  for (const watch of watches) {
    const truth = truthOf(watch.of, here);
    if (truth !== watch.truth) Object.assign(watch, { truth, from: performance.now(), since: null });
    if (shownBy(watch) !== truth) watch.since = null;
    else watch.since ??= performance.now();
  }
}

async function askWhereNothingIsKnown(watches: readonly Watch[], { crowd, slack }: PresenceContext): Promise<void> {
  const unknown = watches.filter((watch) => shownBy(watch) === 'nothing' && watch.of !== STRANGER);
  for (const watch of unknown) watch.from = performance.now();
  for (const device of new Set(unknown.map((watch) => watch.device))) device.askForPeople();
  await until(() => {
    look(unknown, crowd.here());
    return unknown.every(({ since }) => since !== null);
  }, ANSWER_WITHIN_MS * slack);
}

const shownBy = ({ device, of }: Watch): Presence => device.people.shown.get(of) ?? 'nothing';

/** The stranger shares nothing with anybody. */
function truthOf(of: string, here: ReadonlySet<string>): Presence {
  if (of === STRANGER) return 'nothing';
  return here.has(of) ? 'online' : 'offline';
}
