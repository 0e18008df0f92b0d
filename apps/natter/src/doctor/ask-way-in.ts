import { SeenFrom } from '@natter/protocol';
import { readOption } from '@natter/server';
import { CommandError, EXIT } from '../exit-codes.ts';
import { orUsage } from '../settings/or-usage.ts';
import { checkWayIn } from './check-way-in.ts';
import { type Finding, problem } from './finding.ts';

/** How long the way there and back may take, in milliseconds. */
const ANSWER_WITHIN_MS = 10_000;
/** An address of documentation (RFC 5737), which no client has: what somebody would write who pretends to be another. */
const FORGED = '192.0.2.231';

type Env = Readonly<Record<string, string | undefined>>;

/** Asks the running server over its public address how the call came in. Errors: without a key, or with what is no address. */
export async function askWayIn(text: string, env: Env): Promise<readonly Finding[]> {
  const url = parseUrl(text);
  const key = orUsage(() => readOption('NATTER_API_KEY', env));
  if (key === null)
    throw new CommandError(EXIT.usage, 'NATTER_API_KEY is not set: only with it the server says how a call came in.');
  try {
    const response = await fetch(new URL('/api/host/seen-from', url), {
      headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': FORGED },
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (response.status !== 200) return [explainStatus(url, response)];
    const seen = SeenFrom.safeParse(await response.json());
    if (!seen.success) return [strange(url)];
    return checkWayIn({ url, seen: seen.data, forged: FORGED });
  } catch (error) {
    if (error instanceof SyntaxError) return [strange(url)];
    return [
      problem(
        'way-in',
        `${url.origin} cannot be reached: ${reasonOf(error)}`,
        'Check the name, the certificate, and whether the server runs',
      ),
    ];
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new CommandError(EXIT.usage, `--url: "${text}" is no address such as https://chat.example.com`);
}

const strange = ({ origin }: URL) =>
  problem('way-in', `What answers at ${origin} is no Natter server of this version`, 'Check where the proxy leads');

function explainStatus({ origin }: URL, { status, headers }: Response): Finding {
  if (status >= 300 && status < 400) {
    return problem(
      'way-in',
      `${origin} leads elsewhere: ${headers.get('location') ?? status}`,
      'Ask for the address that it leads to',
    );
  }
  if (status === 401) {
    return problem(
      'way-in',
      `The server at ${origin} has another NATTER_API_KEY`,
      'Ask with the settings that it runs with',
    );
  }
  if (status === 403) {
    return problem(
      'way-in',
      `A proxy at ${origin} lets nobody here to /api/host/`,
      'Ask from a machine that it lets in: the server of the host',
    );
  }
  return problem('way-in', `${origin} answered ${status}`, 'See the log of the proxy and that of the server');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.message;
}
