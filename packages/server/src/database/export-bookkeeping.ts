import type { DeploymentPolicy } from '../editions/deployment-policy.ts';
import type { ExportPlace } from './export-wrap.ts';
import type { Migration } from './migration-files.ts';
import { quoteIdentifier, quoteLiteral } from './role-names.ts';

/** What `natter migrate` records of a step, so that afterwards it finds the step applied. */
export function recordStep(step: Migration, { deployment, roles }: ExportPlace): string {
  // Thirty-two bytes that nobody has seen, these files included: four random ids hashed together.
  const bodyKey = `sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8'))`;
  const rows = [
    ...(step.version === 1
      ? [
          `INSERT INTO natter.deployment (tenant_id, edition, body_key)
VALUES (${quoteLiteral(deployment.tenantId)}, ${quoteLiteral(deployment.edition)}, pg_catalog.${bodyKey});`,
        ]
      : []),
    `INSERT INTO natter.schema_migrations (version, name, checksum)
VALUES (${step.version}, ${quoteLiteral(step.name)}, ${quoteLiteral(step.checksum)});`,
  ];
  return ['-- What `natter migrate` would record.', `SET LOCAL ROLE ${quoteIdentifier(roles.owner)};`, ...rows].join(
    '\n',
  );
}

/** The rules of the deployment as its configuration had them; the newest step ends with them. */
export function recordPolicy({ entitlements, ...rules }: DeploymentPolicy): string {
  return `-- The rules, as the configuration has them; \`natter migrate\` renews them when it changes.
DO $policy$
BEGIN
  PERFORM natter.set_policy(
    ${quoteLiteral(JSON.stringify(rules))},
    ${quoteLiteral(JSON.stringify(entitlements))});
END
$policy$;`;
}
