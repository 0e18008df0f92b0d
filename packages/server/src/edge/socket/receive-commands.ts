import { type Ack, COMMANDS, type CommandName } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { parseInput } from '../../platform/parse-input.ts';
import type { LimitKind } from '../../ports/rate-limits.ts';
import { toDomainError } from '../to-domain-error.ts';
import type { CommandHandlers, CommandReply } from './command-handlers.ts';
import { cut, type Session } from './session.ts';
import type { SocketDeps } from './socket-deps.ts';

const DRAINING_RETRY_SECONDS = 5;
/** Commands of one connection that may wait for a look at who this is; beyond it they are refused. */
const MAX_GATED = 200;
const GATED_RETRY_SECONDS = 2;

type AckCall = (answer: Ack<unknown>) => void;
type AnyHandler = (session: Session, input: unknown, reply: CommandReply<CommandName>) => void;

/**
 * The one place where packets of clients are received (SOCK-3). Every command goes the same way: acknowledgement → form →
 * token → budget → schema → handler → answer. Whatever a client sends, it gets the documented error or is put aside and
 * counted; nothing it sends may throw out of here.
 */
export function receiveCommands(session: Session, deps: SocketDeps & { readonly handlers: CommandHandlers }): void {
  const { socket } = session;
  const { meter } = deps.platform;
  socket.onAny((event: unknown, ...args: unknown[]) => {
    if (typeof event !== 'string' || !Object.hasOwn(COMMANDS, event)) {
      meter.countIgnored('unknown_event');
      return;
    }
    const ack = args.pop();
    if (typeof ack !== 'function') {
      // Without a way to answer nothing is done: the caller could not learn what became of it.
      meter.countIgnored('no_ack');
      return;
    }
    runCommand(event as CommandName, { session, args, ack: ack as AckCall, deps });
  });
}

/** Calls when the connection has ended, with the reason for the metrics. */
export function onEnd(session: Session, call: (reason: string) => void): void {
  session.socket.on('disconnect', (reason) => call(session.cutReason ?? reason.replaceAll(' ', '_')));
}

interface Received {
  readonly session: Session;
  readonly args: readonly unknown[];
  readonly ack: AckCall;
  readonly deps: SocketDeps & { readonly handlers: CommandHandlers };
}

function runCommand(name: CommandName, { session, args, ack, deps }: Received): void {
  const { log, meter } = deps.platform;
  const reply: CommandReply<CommandName> = {
    answer: (data) => ack({ ok: true, data }),
    fail: (error) => {
      const domainError = toDomainError(error, log, { command: name });
      meter.countError('socket', domainError.code);
      ack({ ok: false, error: domainError.toBody() });
    },
  };
  try {
    if (args.length !== 1) throw DomainError.invalid('', 'one payload and an acknowledgement are expected');
    checkAllowed(name, session, deps);
    const input = parseInput(COMMANDS[name].input, args[0]);
    const run = () => (deps.handlers[name] as AnyHandler)(session, input, reply);
    if (session.gate === null && deps.services.identity.isKnown(session.userId)) run();
    else askWho(session, deps.services.identity, { run, fail: reply.fail });
  } catch (error) {
    reply.fail(error);
  }
}

/**
 * WALL-3: who calls is remembered for a short while and then asked for again. Commands that come meanwhile wait behind, so that
 * their order stays. Who does not belong to the store is cut.
 */
function askWho(
  session: Session,
  identity: SocketDeps['services']['identity'],
  { run, fail }: { run: () => void; fail: (error: unknown) => void },
): void {
  if (session.gated >= MAX_GATED) {
    fail(DomainError.overloaded(GATED_RETRY_SECONDS));
    return;
  }
  session.gated++;
  const turn = (session.gate ?? Promise.resolve())
    .then(() => identity.whoIs(session.userId))
    .then(run)
    .catch((error: unknown) => {
      fail(error);
      if (error instanceof DomainError && error.code === 'forbidden') cut(session, 'not_a_member');
    })
    .finally(() => {
      session.gated--;
      if (session.gate === turn) session.gate = null;
    });
  session.gate = turn;
}

/** What is refused when it is too much, and given again by the client (LOAD-1). Typing is left out by its own module. */
const READS: ReadonlySet<CommandName> = new Set([
  'sync',
  'presence:watch',
  'conversation:watch',
  'message:read',
  'message:delivered',
]);

/** Errors: `unavailable`, `unauthenticated`, `rate_limited`, `overloaded`. */
function checkAllowed(name: CommandName, session: Session, { platform, services, lifecycle }: SocketDeps): void {
  if (lifecycle.isDraining) throw DomainError.unavailable(DRAINING_RETRY_SECONDS);
  // The timer cuts at this moment too; this holds however late it comes.
  if (session.expiresAt <= platform.clock.now()) throw DomainError.unauthenticated('The token has expired.');
  const kind: LimitKind = name === 'message:send' ? 'send' : 'read';
  const retryAfter = services.limits.take(kind, session.userId);
  if (retryAfter > 0) throw DomainError.rateLimited(retryAfter);
  if (READS.has(name)) platform.pressure.admit('read');
}
