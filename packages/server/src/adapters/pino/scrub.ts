/** What is written of a line's fields (SEE-4). Whoever writes a line chooses its fields; this is the net below. */
export type Scrub = (fields: Readonly<Record<string, unknown>>) => Record<string, unknown>;

const ID_FIELD = /(^|[a-z])(Id|Ids)$/;
/** Ids that name no person and nothing of theirs. */
const OPEN_IDS: ReadonlySet<string> = new Set(['requestId', 'nodeId', 'traceId']);
/** Never written, whoever puts it into a line. */
const SECRET_FIELD =
  /content|token|secret|password|authorization|cookie|body|payload|nickname|userName|fileName|email/i;
const DEEPEST = 4;
const LONGEST = 500;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const JWT = /\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g;
const BEARER = /\b(bearer|basic)\s+[\w.~+/=-]+/gi;
/** User and password, and everything behind a question mark: signatures and keys stand there. */
const LOGIN_IN_ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi;
const QUERY_OF_ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/[^\s?#]+)[?#]\S*/gi;
const MAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;
/** Classes of PostgreSQL's errors (Appendix A) that quote names of ours: tables, constraints, roles. Others may quote what was sent. */
const QUOTES_OUR_NAMES = /^(08|23|25|28|3D|40|42|53|55|57|58)...$/;

export function createScrub(hashId: (id: string) => string): Scrub {
  const scrubText = (text: string): string =>
    text
      // What stands on further lines is quoted from somewhere.
      .split('\n', 1)
      .join()
      .slice(0, LONGEST)
      .replace(JWT, '…')
      .replace(BEARER, '$1 …')
      .replace(LOGIN_IN_ADDRESS, '$1')
      .replace(QUERY_OF_ADDRESS, '$1')
      .replace(MAIL, '…')
      .replace(UUID, (id) => `#${hashId(id.toLowerCase())}`);

  const describeError = (error: Error): Record<string, unknown> => {
    const code: unknown = 'code' in error ? error.code : undefined;
    const { message } = error;
    return {
      name: error.name,
      message: scrubText(mayKeepQuotes(error, code) ? message : message.replaceAll(/"[^"]*"?|'[^']*'/g, '"…"')),
      ...(typeof code === 'string' ? { code } : {}),
      // A message of several lines is repeated at the top of the stack.
      stack: error.stack
        ?.split('\n')
        .map((line) => line.trim())
        .filter((line) => line.startsWith('at '))
        .slice(0, 7),
      ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
    };
  };

  const scrubValue = (name: string, value: unknown, depth: number): unknown => {
    if (SECRET_FIELD.test(name)) return '…';
    if (value instanceof Error) return describeError(value);
    if (typeof value === 'string') {
      if (OPEN_IDS.has(name)) return value;
      return ID_FIELD.test(name) ? hashId(value) : scrubText(value);
    }
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (depth >= DEEPEST) return '…';
    if (Array.isArray(value)) return value.map((one) => scrubValue(name, one, depth + 1));
    return scrubFields(value, depth + 1);
  };

  const scrubFields = (fields: object, depth: number): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, scrubValue(name, value, depth)]));

  return (fields) => scrubFields(fields, 0);
}

/** Whether what an error quotes is ours, or the system's, and so may be read. */
function mayKeepQuotes(error: Error, code: unknown): boolean {
  if (typeof code !== 'string') return false;
  return QUOTES_OUR_NAMES.test(code) || /^E[A-Z]+$/.test(code) || error.name === 'DomainError';
}
