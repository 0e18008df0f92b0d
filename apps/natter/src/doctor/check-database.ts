import type { Step } from '../reaching/list-steps.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import type { DatabaseFacts, LoginFacts } from './read-facts.ts';

/** What the settings say this deployment is, and when the facts were asked for. */
export interface Expected {
  readonly tenantId: string;
  readonly edition: string;
  /** This machine's clock half-way between question and answer, in epoch milliseconds. */
  readonly nowMs: number;
}

/** What `natter.now()` is: step 2 makes it, and nothing may change it. */
const CLOCK_SOURCE = "BEGIN RETURN date_trunc('milliseconds', clock_timestamp()); END";
/** Clocks that differ so much show wrong times (milliseconds); expiry of tokens goes by this machine's. */
const CLOCK_WARNING_MS = 1_000;
const CLOCK_PROBLEM_MS = 30_000;

/** Everything about the database, by what it said of itself. */
export function checkDatabase(facts: DatabaseFacts, steps: readonly Step[], expected: Expected): readonly Finding[] {
  return [
    checkVersion(facts),
    checkEncoding(facts),
    checkLetters(facts),
    ...checkDurability(facts),
    checkClocks(facts, expected.nowMs),
    ...checkPublic(facts),
    ...checkSteps(steps),
    ...(facts.owner === null ? [] : checkOurs(facts, expected)),
  ];
}

function checkVersion({ versionNumber }: DatabaseFacts): Finding {
  const major = Math.floor(versionNumber / 10_000);
  if (major < 15) return problem('version', `PostgreSQL ${major} is too old`, 'Use 15 to 18');
  if (major > 18)
    return warning('version', `PostgreSQL ${major} is newer than what Natter was tried with`, 'Use 15 to 18');
  return ok('version', `PostgreSQL ${major}`);
}

function checkEncoding({ encoding }: DatabaseFacts): Finding {
  if (encoding === 'UTF8') return ok('encoding', 'The database keeps UTF-8');
  return problem(
    'encoding',
    `The database keeps ${encoding}: not every text can be stored`,
    'Make a database with ENCODING UTF8',
  );
}

/** By what it does, not by its name: beside LC_CTYPE there are PostgreSQL's own locales and those of ICU. */
function checkLetters({ ctype, foldsLetters }: DatabaseFacts): Finding {
  if (foldsLetters) return ok('letters', 'The database knows the small letters of all capitals');
  return warning(
    'letters',
    `The database knows small letters of A to Z only (LC_CTYPE ${ctype}): “É” is not found as “é” by the word filter and in searches`,
    'Make a database with LC_CTYPE C.UTF-8 (or of your language, as de_DE.UTF-8) and move the data with pg_dump and pg_restore',
  );
}

function checkDurability({ fsync, fullPageWrites, synchronousCommit, login }: DatabaseFacts): readonly Finding[] {
  const findings: Finding[] = [];
  const lost = 'an acknowledged message could be lost in a crash';
  if (fsync !== 'on') findings.push(problem('fsync', `fsync is ${fsync}: ${lost}`, 'Set fsync = on'));
  if (fullPageWrites !== 'on') {
    findings.push(
      problem('full-page-writes', `full_page_writes is ${fullPageWrites}: ${lost}`, 'Set full_page_writes = on'),
    );
  }
  // The login's own setting counts for the server; where there is none, the database's does.
  const commit = login?.synchronousCommit ?? synchronousCommit;
  if (commit === 'off' || commit === 'local') {
    findings.push(
      problem('synchronous-commit', `synchronous_commit is ${commit}: ${lost}`, 'Set synchronous_commit = on'),
    );
  }
  return findings.length > 0 ? findings : [ok('durability', 'What is acknowledged is on disk')];
}

function checkClocks({ nowMs }: DatabaseFacts, hereMs: number): Finding {
  const apartMs = Math.abs(nowMs - hereMs);
  const detail = `The clocks of the database and of this machine are ${(apartMs / 1000).toFixed(1)} s apart`;
  if (apartMs > CLOCK_PROBLEM_MS) return problem('clock', detail, 'Let both follow a time server (NTP)');
  if (apartMs > CLOCK_WARNING_MS) return warning('clock', detail, 'Let both follow a time server (NTP)');
  return ok('clock', 'The clocks agree');
}

function checkPublic(facts: DatabaseFacts): readonly Finding[] {
  const may = [
    facts.publicMayTemp ? 'make temporary tables' : null,
    facts.publicMayCreate ? 'make schemas' : null,
    facts.publicMayCreateInPublic ? 'make objects in the schema public' : null,
  ].filter((one) => one !== null);
  if (may.length === 0) return [ok('public', 'Only who was allowed to may make objects in this database')];
  const fix = facts.isOurs
    ? '`natter migrate` takes that away'
    : 'As owner of the database: REVOKE TEMPORARY, CREATE ON DATABASE … FROM PUBLIC; REVOKE CREATE ON SCHEMA public FROM PUBLIC';
  return [warning('public', `Everybody who can log in may ${may.join(', ')}`, fix)];
}

function checkSteps(steps: readonly Step[]): readonly Finding[] {
  const of = (state: Step['state']) => steps.filter((step) => step.state === state).map(({ version }) => version);
  const findings: Finding[] = [];
  if (of('changed').length > 0) {
    findings.push(
      problem(
        'steps',
        `Steps ${of('changed').join(', ')} are not as they ran: the database belongs to another build`,
        'Start the version that made it',
      ),
    );
  }
  if (of('unknown').length > 0) {
    findings.push(
      problem(
        'steps',
        `The database is newer: it has steps ${of('unknown').join(', ')}`,
        'Start the newer version of Natter',
      ),
    );
  }
  if (of('pending').length > 0) {
    findings.push(
      warning(
        'steps',
        `${of('pending').length} steps are not applied yet`,
        '`natter migrate` applies them, and so does the next start',
      ),
    );
  }
  return findings.length > 0 ? findings : [ok('steps', `All ${steps.length} steps are applied as they are`)];
}

function checkOurs(facts: DatabaseFacts, { tenantId, edition }: Expected): readonly Finding[] {
  const { deployment, clockSource, tablesWithoutRules, login } = facts;
  const findings: Finding[] = checkLogin(login);
  if (deployment !== null && (deployment.tenantId !== tenantId || deployment.edition !== edition)) {
    findings.push(
      problem(
        'deployment',
        `The database belongs to ${deployment.edition} "${deployment.tenantId}", not to ${edition} "${tenantId}"`,
        'Check NATTER_EDITION, NATTER_STORE_ID and DATABASE_URL',
      ),
    );
  }
  if (clockSource !== CLOCK_SOURCE) {
    findings.push(
      problem(
        'now',
        'natter.now() was replaced: times and expiry follow something else than the clock',
        'Restore it as step 2 made it',
      ),
    );
  }
  if (tablesWithoutRules.length > 0) {
    findings.push(
      problem(
        'row-security',
        `Row-level security is off on ${tablesWithoutRules.join(', ')}`,
        'ALTER TABLE natter.… ENABLE ROW LEVEL SECURITY',
      ),
    );
  }
  return findings;
}

function checkLogin(login: LoginFacts | null): Finding[] {
  if (login === null) {
    return [problem('login', 'The login of the server does not exist', '`natter migrate` makes it')];
  }
  const why = [
    login.isSuperuser ? 'is a superuser' : null,
    login.bypassesRules ? 'may bypass row-level security' : null,
    login.ownsMessages ? 'may become the owner of the messages' : null,
  ].filter((one) => one !== null);
  if (why.length === 0) return [ok('login', `The server logs in as ${login.name}, under row-level security`)];
  return [
    problem(
      'login',
      `The server’s login ${login.name} ${why.join(', ')}: no rule would hold for it`,
      'Give it another login in DATABASE_URL, and the owner’s in DATABASE_ADMIN_URL',
    ),
  ];
}
