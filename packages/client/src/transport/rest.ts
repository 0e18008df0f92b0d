import {
  CALLS,
  type CallName,
  ErrorBody,
  type ErrorCode,
  type RestAnswer,
  type RestCall,
  type RestInput,
  type RestName,
} from '@natter/protocol';
import * as z from 'zod/mini';
import { hasCode, MessagingError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import type { Tokens } from './tokens.ts';

/** The part of `fetch` that is used. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

type Given<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };
/** What to give to call `N`: params, query and body where it has them. */
export type CallInput<N extends RestName> = Given<RestInput<N>>;

export interface Rest {
  /** Makes a call that stands in another table than `CALLS`. */
  readonly any: (route: RestCall, input: LooseInput) => Promise<unknown>;
  /** Calls the server. Throws a MessagingError; the answer has been validated. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<RestAnswer<N>>;
}

const TIMEOUT_MS = 15_000;

export interface CallerOptions {
  readonly url: string;
  readonly fetch: Fetch;
  readonly tokens: Tokens;
  readonly platform: Platform;
}

/** Makes calls of any table; a refused token is replaced once. Throws a MessagingError; the answer has been validated. */
export function createCaller(options: CallerOptions): (route: RestCall, input: LooseInput) => Promise<unknown> {
  const { tokens } = options;
  return async (route, input) => {
    if (route.auth === 'none') return request(options, route, input, null);
    const token = await tokens.get();
    try {
      return await request(options, route, input, token);
    } catch (error) {
      if (!hasCode(error, 'unauthenticated')) throw error;
      const fresh = await tokens.renew(token);
      if (fresh === token) throw error;
      return request(options, route, input, fresh);
    }
  };
}

export function createRest(options: CallerOptions): Rest {
  const any = createCaller(options);
  return { any, call: async (name, input) => (await any(CALLS[name], input)) as never };
}

export interface LooseInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
}

async function request(
  { url, fetch, platform }: CallerOptions,
  route: RestCall,
  { params = {}, query = {}, body }: LooseInput,
  token: string | null,
): Promise<unknown> {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(key)}=${encodeURIComponent(value)}`],
  );
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const sent = body === undefined ? '' : JSON.stringify(body);
  const abort = new AbortController();
  const cancel = platform.setTimer(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(`${url}${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`, {
      method: route.method,
      headers,
      signal: abort.signal,
      ...(sent && { body: sent }),
    });
    return readAnswer(route, response.status, await response.text(), sent.length >= BIG_BODY);
  } catch (cause) {
    if (cause instanceof MessagingError) throw cause;
    if (abort.signal.aborted) throw MessagingError.transport('timeout', 'The server did not answer in time.', cause);
    throw MessagingError.transport('unavailable', 'The server could not be reached.', cause);
  } finally {
    cancel();
  }
}

/** No proxy in its right mind takes less than so many characters. */
const BIG_BODY = 2_000;

/** What an answer means. One that is not ours (a proxy's page, a captive portal, half a body) is a fault of the way. */
function readAnswer(route: RestCall, status: number, text: string, isBig: boolean): unknown {
  const schema = route.answers[status];
  if (schema === null) return undefined;
  const json = parseJson(text);
  if (schema) {
    const parsed = z.safeParse(schema, json);
    if (parsed.success) return parsed.data;
    throw MessagingError.transport('unavailable', `The answer to ${route.method} ${route.path} is not understood.`);
  }
  const problem = z.safeParse(ErrorBody, json);
  if (problem.success) throw MessagingError.fromServer(problem.data);
  if (z.safeParse(UnknownProblem, json).success) {
    throw new MessagingError({ origin: 'server', code: codeOfStatus(status) });
  }
  // A proxy may refuse the size itself; sending it again would never end. What is small is not meant: that proxy is set up wrong, for now.
  if (status === 413 && isBig) throw new MessagingError({ origin: 'transport', code: 'too_large' });
  throw MessagingError.transport('unavailable', `The answer to ${route.method} ${route.path} is not understood.`);
}

/** A problem with a code that this version does not know. */
const UnknownProblem = z.object({ code: z.string(), status: z.number() });

function codeOfStatus(status: number): ErrorCode {
  const codes: Record<number, ErrorCode> = {
    401: 'unauthenticated',
    403: 'forbidden',
    404: 'not_found',
    409: 'conflict',
    413: 'too_large',
    429: 'rate_limited',
    503: 'unavailable',
  };
  return codes[status] ?? (status >= 500 ? 'internal' : 'invalid');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
