import type { Edition, Feature } from '@natter/protocol';
import type { Role } from './roles.ts';

/** How people's tokens are checked. */
export type TokenKeys =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'jwks'; readonly url: string; readonly algorithms: readonly string[] };

/** Everything that can be configured, read once at start. Lengths in code points, rates per minute, 0 = no limit. */
export interface ServerConfig {
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Keys hashes of ids in the log, and the names of traces; null: made at the start. */
  readonly logKey: string | null;
  /** Where traces go; null: nothing is traced. `share`: of all messages, 0 to 1. */
  readonly traces: { readonly endpoint: string | null; readonly share: number };
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly databaseAdminUrl: string | null;
  /** Where a replica of it is. */
  readonly databaseReadUrl: string | null;
  /** A statement that takes longer is told (ms). */
  readonly slowQueryMs: number;
  /** Null: nodes follow the database alone. */
  readonly redisUrl: string | null;
  /** What this process does. */
  readonly roles: ReadonlySet<Role>;
  /** This process among those of the deployment; another one at each start. At most 40 characters. */
  readonly nodeId: string;
  readonly edition: Edition;
  readonly features: Readonly<Record<Feature, boolean>>;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly tokens: {
    readonly keys: TokenKeys;
    readonly issuer: string | null;
    readonly audience: string | null;
  };
  readonly apiKey: string | null;
  readonly publicUrl: string | null;
  readonly allowedOrigins: readonly string[];
  readonly isMessagingEnabled: boolean;
  /** Whether the deployment serves sockets; this process does with the role `realtime`. */
  readonly isRealtimeEnabled: boolean;
  /** Whether sockets may be long polls. */
  readonly isPollingEnabled: boolean;
  /** From saying that it is not ready to refusing, when it stops. */
  readonly drainSeconds: number;
  readonly maxMessageLength: number;
  /** How long messages are kept, in days; 0 = for ever. */
  readonly retention: {
    readonly days: { readonly free: number; readonly privileged: number; readonly privileged_plus: number };
    readonly basis: 'sender' | 'longest_participant';
    readonly graceDays: number;
    readonly purgeAfterDays: number;
  };
  /** What the database may grow to, in MiB; 0: not told. */
  readonly databaseLimitMb: number;
  readonly maxConcurrentUsers: number;
  readonly maxSocketsPerPerson: number;
  /** Live connections from one address, where it is known; 0: no bound. */
  readonly maxSocketsPerIp: number;
  /** Proxies in front that say for whom they ask; null: not known, and so are addresses. */
  readonly trustedHops: number | null;
  readonly messagesPage: number;
  readonly conversationsPage: number;
  readonly limits: {
    readonly requestsPerMinute: number;
    readonly readsPerMinute: number;
    readonly sendsPerMinute: number;
    readonly sendsBurst: number;
    readonly newConversationsPerDay: number;
  };
}
