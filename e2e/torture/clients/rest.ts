/** A call by hand: the status and the body, or null where no whole answer came. */
export interface RestAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export type CallRest = (method: string, path: string, body?: unknown) => Promise<RestAnswer | null>;

const TIMEOUT_MS = 6_000;

/** REST as somebody would write it with `fetch` alone, without our client. */
export function createRest(url: string, getToken: () => Promise<string>): CallRest {
  return async (method, path, body) => {
    const headers: Record<string, string> = { authorization: `Bearer ${await getToken()}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(`${url}/api/messages${path}`, {
        method,
        headers,
        signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    } catch {
      // No connection, cut, too late, or half an answer: whether it was carried out is unknown.
      return null;
    }
  };
}

/** Codes after which the same call may be made again. */
const PASSING = new Set(['timeout', 'rate_limited', 'internal', 'overloaded', 'unavailable']);

/** What an answer means for somebody who may ask again. */
export function judge(
  answer: RestAnswer | null,
): { end: 'ok' } | { end: 'fail'; code: string } | { end: 'unknown'; reason: string } {
  if (answer === null) return { end: 'unknown', reason: 'no answer' };
  if (answer.status < 300) return { end: 'ok' };
  const code = String(answer.body['code'] ?? answer.status);
  return PASSING.has(code) ? { end: 'unknown', reason: code } : { end: 'fail', code };
}
