/** Places where a process under test ends itself, so that what was half done there is seen by whoever comes after. */
export const FAILPOINTS = [
  /** A batch of sends is about to go to the database. */
  'before_commit',
  /** The database has committed a batch of sends; nobody has been told. */
  'after_commit',
  /** One send is committed and its answer is ready; it has not been given. */
  'before_ack',
  /** A job of the server's own (what waited is sent, what expired is gone) has had its effect; nothing after it has run. */
  'job_after_effect',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

interface Armed {
  readonly name: Failpoint;
  /** Passages left; at 0 the process ends. */
  left: number;
}

/**
 * The passages of a process. `NATTER_FAILPOINT=name` or `name:nth` ends it at the first or the nth passage of that point, but only
 * where `NATTER_ALLOW_FAILPOINTS=torture` too: alone, the first does nothing. Errors: a point that does not exist, where they are allowed.
 */
export function createFailpoints(
  env: Readonly<Record<string, string | undefined>>,
  die: () => void,
): (name: Failpoint) => void {
  const armed = readArmed(env);
  if (armed === null) return () => undefined;
  return (name) => {
    if (name !== armed.name) return;
    armed.left -= 1;
    if (armed.left === 0) die();
  };
}

function readArmed(env: Readonly<Record<string, string | undefined>>): Armed | null {
  const asked = env['NATTER_FAILPOINT'];
  if (asked === undefined || asked === '' || env['NATTER_ALLOW_FAILPOINTS'] !== 'torture') return null;
  const [first, nth = '1', ...rest] = asked.split(':');
  const name = FAILPOINTS.find((point) => point === first);
  if (name === undefined || rest.length > 0 || !/^[1-9]\d{0,6}$/.test(nth)) {
    throw new Error(`NATTER_FAILPOINT is ${FAILPOINTS.join(', ')}, each with :nth or without, not “${asked}”`);
  }
  return { name, left: Number(nth) };
}

let pass: (name: Failpoint) => void = () => undefined;

/** Arms the points of this process, as its environment says; for the entry of a process, before it serves. */
export function armFailpoints(env: Readonly<Record<string, string | undefined>>): void {
  // SIGKILL cannot be caught: nothing after it runs, nothing is closed, nobody is told.
  pass = createFailpoints(env, () => process.kill(process.pid, 'SIGKILL'));
}

/** Passes a point: nothing at all unless it was armed. */
export function passFailpoint(name: Failpoint): void {
  pass(name);
}
