import type { Edition } from '@natter/protocol';
import type { ServerConfig } from '../config/server-config.ts';
import type { Entitled } from './edition-policy.ts';
import { EDITIONS } from './index.ts';

/** The rules that the database itself keeps, as `natter migrate` writes them. Days: 0 = for ever. */
export interface DeploymentPolicy {
  readonly requiresMembership: boolean;
  readonly features: readonly string[];
  readonly freeDays: number;
  readonly privilegedDays: number;
  readonly privilegedPlusDays: number;
  readonly retentionBasis: 'sender' | 'longest_participant';
  readonly graceDays: number;
  readonly purgeAfterDays: number;
  /** In code points. */
  readonly maxMessageLength: number;
  readonly entitlements: readonly Entitled[];
}

type PolicyConfig = Pick<ServerConfig, 'edition' | 'features' | 'retention' | 'maxMessageLength'>;

/** What a configuration asks the database to keep. */
export function policyOf({ edition, features, retention, maxMessageLength }: PolicyConfig): DeploymentPolicy {
  const { requiresMembership, entitlements } = EDITIONS[edition];
  return {
    requiresMembership,
    features: Object.entries(features)
      .filter(([, isOn]) => isOn)
      .map(([name]) => name)
      .sort(),
    freeDays: retention.days.free,
    privilegedDays: retention.days.privileged,
    privilegedPlusDays: retention.days.privileged_plus,
    retentionBasis: retention.basis,
    graceDays: retention.graceDays,
    purgeAfterDays: retention.purgeAfterDays,
    maxMessageLength,
    entitlements,
  };
}

/** What an edition keeps when nothing is configured. */
export function defaultPolicy(edition: Edition): DeploymentPolicy {
  const { features, retention, messageLength } = EDITIONS[edition];
  return policyOf({
    edition,
    features,
    retention: { days: retention, basis: 'sender', graceDays: 30, purgeAfterDays: 7 },
    maxMessageLength: messageLength,
  });
}
