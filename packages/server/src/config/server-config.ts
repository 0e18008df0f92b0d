import type { Edition, Feature } from '@natter/protocol';

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
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly databaseAdminUrl: string | null;
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
  readonly isRealtimeEnabled: boolean;
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
