import {
  ErrorBody,
  type HostMembership,
  HostMembershipsAnswer,
  type HostUser,
  HostUsersAnswer,
  LIMITS,
  REST,
} from '@natter/protocol';

export interface HostClientOptions {
  /** Where the Natter server is. */
  readonly url: string;
  /** The same as the server's `NATTER_API_KEY`. */
  readonly apiKey: string;
  readonly fetch?: typeof fetch;
}

/** The server refused a call of the host, or could not be reached; `code` is from the table of the protocol. */
export class NatterHostError extends Error {
  override readonly name = 'NatterHostError';
  readonly code: ErrorBody['code'] | 'unreachable';
  readonly fields: ErrorBody['fields'];
  /** Seconds to wait before the next try, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(
    body: Pick<ErrorBody, 'detail' | 'fields' | 'retryAfter'> & { code: NatterHostError['code'] },
    cause?: unknown,
  ) {
    super(body.detail, cause === undefined ? undefined : { cause });
    this.code = body.code;
    this.fields = body.fields;
    this.retryAfter = body.retryAfter;
  }
}

/** A membership that ended; without `storeId`, in that club of whichever store. */
export type EndedMembership = Pick<HostMembership, 'userId' | 'clubId'> & { readonly storeId?: string };

export interface HostClient {
  /**
   * Pushes people, as many as you like: they go in calls of 1,000. Idempotent; a field left out stays as it was, null clears
   * it. Answers how many were new or written anew, and the tiers among them that the server does not know: those count as the
   * lowest.
   *
   * Errors: `NatterHostError`; people of the calls before it are in.
   */
  upsertUsers(users: readonly HostUser[]): Promise<{ upserted: number; unknownTiers: readonly string[] }>;

  /**
   * Pushes who belongs to which club of which store, and who does not any more; in calls of 1,000, those that begin first, so that
   * somebody who changes clubs belongs all the time. Idempotent. The people must have been pushed before.
   *
   * Errors: `NatterHostError`; what the calls before it said is in.
   */
  upsertMemberships(change: {
    readonly memberships: readonly HostMembership[];
    readonly remove?: readonly EndedMembership[];
  }): Promise<{ upserted: number; removed: number }>;
}

function* batches<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += LIMITS.hostBatch) yield items.slice(at, at + LIMITS.hostBatch);
}

async function refusal(response: Response): Promise<NatterHostError> {
  const body = ErrorBody.safeParse(await response.json().catch(() => null));
  if (body.success) return new NatterHostError(body.data);
  return new NatterHostError({ code: 'unreachable', detail: `${response.url} answered ${response.status}` });
}

/** Calls of the host's server to Natter. Keep the key on the server: it may write everybody. */
export function createHostClient(options: HostClientOptions): HostClient {
  const call = options.fetch ?? fetch;
  const put = async (path: string, body: unknown): Promise<unknown> => {
    const request = call(new URL(path, options.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${options.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const response = await request.catch((cause: unknown) => {
      throw new NatterHostError({ code: 'unreachable', detail: `${options.url} cannot be reached` }, cause);
    });
    if (!response.ok) throw await refusal(response);
    return await response.json();
  };
  const putMemberships = async (body: unknown) =>
    HostMembershipsAnswer.parse(await put(REST.putHostMemberships.path, body));
  return {
    upsertUsers: async (all) => {
      let upserted = 0;
      const unknownTiers = new Set<string>();
      for (const users of batches(all)) {
        const answer = HostUsersAnswer.parse(await put(REST.putHostUsers.path, { users }));
        upserted += answer.upserted;
        for (const tier of answer.unknownTiers) unknownTiers.add(tier);
      }
      return { upserted, unknownTiers: [...unknownTiers] };
    },
    upsertMemberships: async ({ memberships: begun, remove: ended = [] }) => {
      const total = { upserted: 0, removed: 0 };
      for (const memberships of batches(begun)) total.upserted += (await putMemberships({ memberships })).upserted;
      for (const remove of batches(ended)) total.removed += (await putMemberships({ remove })).removed;
      return total;
    },
  };
}
