import * as z from 'zod/mini';

const share = (value: number) => z._default(z.number().check(z.gte(0), z.lte(1)), value);
const amount = (value: number) => z._default(z.number().check(z.gte(0)), value);

/** How people use it. All are guesses to be replaced with one's own figures; the defaults are those of a lively community. */
export const Habits = z.object({
  people: amount(1_000_000),
  /** Of them, who comes on a day. */
  activeShare: share(0.3),
  /** What an active person writes in a day. */
  messages: amount(40),
  /** Of the messages, those to groups, and how many others a group has. */
  groups: share(0.3),
  groupMembers: amount(20),
  /** Of the active, who is connected at once in the busiest hour. */
  connectedShare: share(0.35),
  /** How often an active person opens it anew in a day. */
  opens: amount(12),
  /** Devices of a person that are connected at once. */
  devices: amount(1.3),
  /** How the busiest moments of an hour stand to its mean. */
  burst: amount(2.5),
  /** How many days a message is kept; 0: all that were ever written in three years. */
  keptDays: amount(365),
});
export type Habits = z.infer<typeof Habits>;

/** What each thing costs, measured: processor time in microseconds, and bytes. */
export const Costs = z.object({
  measured: z.string(),
  serverMicrosPerSend: z.number(),
  serverMicrosPerDelivery: z.number(),
  databaseMicrosPerSend: z.number(),
  serverMicrosPerSync: z.number(),
  databaseMicrosPerSync: z.number(),
  serverMicrosPerConnect: z.number(),
  databaseMicrosPerConnect: z.number(),
  serverMicrosPerMark: z.number(),
  databaseMicrosPerMark: z.number(),
  bytesPerConnection: z.number(),
  bytesPerMessage: z.number(),
  walBytesPerSend: z.number(),
});
export type Costs = z.infer<typeof Costs>;

/** What one of each can do before a second is wanted. */
export interface Capacities {
  /** Of a core: a Node process has one, and answers late when it is full. */
  readonly processShare: number;
  /** Cores of the database's machine, and the share of them that may be busy. */
  readonly databaseCores: number;
  readonly databaseShare: number;
  /** Sends a second into a single conversation: each waits for the one before. */
  readonly connectionsPerProcess: number;
  readonly walBytesPerSecond: number;
  readonly diskBytes: number;
}

export const LIMITS_OF_ONE: Capacities = {
  processShare: 0.6,
  databaseCores: 16,
  databaseShare: 0.6,
  connectionsPerProcess: 20_000,
  walBytesPerSecond: 100e6,
  diskBytes: 4e12,
};
