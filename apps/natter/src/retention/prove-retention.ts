import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RetentionAdmin, RetentionProof } from '@natter/server/database';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { readVersion } from '../version.ts';

/** `natter purge --prove`: says and files the proof; 0 only where every claim holds. A file that is there stays as it is. */
export async function proveRetention(
  admin: RetentionAdmin,
  { terminal, isJson, out }: { terminal: Terminal; isJson: boolean; out: string | undefined },
): Promise<ExitCode> {
  const proof = await admin.prove();
  const holds = proof.claims.every(({ broken }) => broken === 0);
  const text = isJson
    ? JSON.stringify({ natter: readVersion(), ...proof, holds }, null, 2)
    : describe(proof, holds).join('\n');
  if (out === undefined) terminal.say(text);
  else {
    await file(resolve(terminal.folder, out), text);
    terminal.say(`${out}: ${holds ? 'all claims hold' : 'claims are broken'}.`);
  }
  return holds ? EXIT.ok : EXIT.failed;
}

async function file(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, `${text}\n`, { flag: 'wx', mode: 0o640 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(EXIT.failed, `The proof could not be filed: ${reason}`, { cause: error });
  }
}

function describe({ at, deployment, policy, holds: held, unknownTierPeople, claims }: RetentionProof, holds: boolean) {
  const days = (count: number) => (count === 0 ? 'for ever' : `${count} days`);
  const { free, privileged, privilegedPlus } = policy.days;
  const broken = claims.filter((line) => line.broken > 0).length;
  return [
    `Proof of retention, ${at}`,
    `Deployment: ${deployment.edition} "${deployment.tenantId}", Natter ${readVersion()}`,
    `Kept: free ${days(free)}, privileged ${days(privileged)}, privileged plus ${days(privilegedPlus)}; by ${
      policy.basis === 'sender' ? "the sender's tier" : 'the member who keeps it longest'
    }; ${policy.graceDays} days of grace; purged ${policy.purgeAfterDays} days after expiry`,
    `Holds that stand: ${held}; people of unknown tier: ${unknownTierPeople}`,
    '',
    ...claims.map((line) => `${String(line.broken).padStart(8)}  ${line.claim}`),
    '',
    holds ? 'All claims hold.' : `${broken} of ${claims.length} claims ${broken === 1 ? 'is' : 'are'} broken.`,
  ];
}
