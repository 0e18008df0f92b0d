import type pg from 'pg';
import { z } from 'zod';
import type { DeploymentPolicy } from '../editions/deployment-policy.ts';
import type { DeploymentIdentity } from './migrate.ts';

/** A row that only migrations write, and that is not as the configuration has it. */
export interface RowFinding {
  readonly table: string;
  readonly sentence: string;
}

export interface ExpectedRows {
  readonly deployment: DeploymentIdentity;
  /** The rules as configured; without them the rows are not compared. */
  readonly policy?: DeploymentPolicy | undefined;
}

/** Compares whose database it is, its rules and its entitlements with the configuration. */
export async function checkRows(client: pg.Client, expected: ExpectedRows): Promise<readonly RowFinding[]> {
  return [
    ...(await checkIdentity(client, expected.deployment)),
    ...(expected.policy === undefined ? [] : await checkPolicy(client, expected.policy)),
  ];
}

async function checkIdentity(client: pg.Client, wanted: DeploymentIdentity): Promise<readonly RowFinding[]> {
  const { rows } = await client.query<{ tenant_id: string; edition: string }>(
    'SELECT tenant_id, edition FROM natter.deployment',
  );
  const found = rows[0];
  if (found === undefined) {
    return [
      { table: 'deployment', sentence: 'The row that says whose database this is (natter.deployment) is missing.' },
    ];
  }
  if (found.tenant_id === wanted.tenantId && found.edition === wanted.edition) return [];
  const sentence =
    `This database belongs to ${found.edition} "${found.tenant_id}", ` +
    `and the configuration speaks of ${wanted.edition} "${wanted.tenantId}".`;
  return [{ table: 'deployment', sentence }];
}

const PolicyRow = z.strictObject({
  requiresMembership: z.boolean(),
  features: z.array(z.string()),
  freeDays: z.number(),
  privilegedDays: z.number(),
  privilegedPlusDays: z.number(),
  retentionBasis: z.string(),
  graceDays: z.number(),
  purgeAfterDays: z.number(),
  maxMessageLength: z.number(),
});

async function checkPolicy(
  client: pg.Client,
  { entitlements, ...wanted }: DeploymentPolicy,
): Promise<readonly RowFinding[]> {
  const { rows } = await client.query(
    `SELECT requires_membership AS "requiresMembership", features, free_days AS "freeDays", privileged_days AS "privilegedDays",
       privileged_plus_days AS "privilegedPlusDays", retention_basis AS "retentionBasis", retention_grace_days AS "graceDays",
       purge_after_days AS "purgeAfterDays", max_message_length AS "maxMessageLength"
     FROM natter.policy`,
  );
  const [found] = z.array(PolicyRow).parse(rows);
  if (found === undefined) {
    return [{ table: 'policy', sentence: 'The row of rules (natter.policy) is missing: run `natter migrate`.' }];
  }
  const asked: Readonly<Record<string, unknown>> = { ...wanted, features: [...wanted.features].sort() };
  const altered = Object.entries(found).flatMap(([rule, is]): RowFinding[] => {
    const [text, should] = [JSON.stringify(is), JSON.stringify(asked[rule])];
    const sentence = `The rule ${rule} in natter.policy is ${text}, and the configuration says ${should}: run \`natter migrate\`.`;
    return text === should ? [] : [{ table: 'policy', sentence }];
  });
  return [...altered, ...(await checkEntitlements(client, entitlements))];
}

async function checkEntitlements(
  client: pg.Client,
  wanted: DeploymentPolicy['entitlements'],
): Promise<readonly RowFinding[]> {
  const { rows } = await client.query<{ kind: string; name: string; entitlement: string }>(
    'SELECT kind, name, entitlement FROM natter.entitlements ORDER BY kind, name, entitlement',
  );
  const nameOf = ({ kind, name, entitlement }: { kind: string; name: string; entitlement: string }): string =>
    `${kind} ${name}: ${entitlement}`;
  const [there, asked] = [new Set(rows.map(nameOf)), new Set(wanted.map(nameOf))];
  const { rows: kept } = await client.query<{ is_stale: boolean }>(
    `SELECT EXISTS (
       SELECT 1 FROM natter.policy p CROSS JOIN LATERAL (VALUES ('tier', p.sending_tiers), ('role', p.sending_roles)) copy(kind, names)
       WHERE copy.names IS DISTINCT FROM ARRAY(SELECT e.name FROM natter.entitlements e
         WHERE e.kind = copy.kind AND e.entitlement = 'CAN_SEND_DIRECT_MESSAGES' ORDER BY 1)) AS is_stale`,
  );
  const isStale = kept[0]?.is_stale === true;
  return [
    ...(isStale ? ['What natter.policy keeps of natter.entitlements is not what they say: run `natter migrate`.'] : []),
    ...[...asked]
      .filter((one) => !there.has(one))
      .map((one) => `The entitlement “${one}” is missing in natter.entitlements.`),
    ...[...there]
      .filter((one) => !asked.has(one))
      .map((one) => `The entitlement “${one}” in natter.entitlements is surplus.`),
  ].map((sentence) => ({ table: 'entitlements', sentence }));
}
