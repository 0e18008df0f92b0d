import type { DeploymentPolicy } from '@natter/server';
import { type DeploymentIdentity, verifyDatabase } from '@natter/server/database';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Reach } from '../reaching/reach-database.ts';
import type { Terminal } from '../terminal.ts';

/** `natter migrate verify`: whether the database is what this version installs, and what is not. */
export async function verifySteps(
  { adminUrl, appUrl }: Pick<Reach, 'adminUrl' | 'appUrl'>,
  expected: { deployment: DeploymentIdentity; policy: DeploymentPolicy },
  { terminal, isJson }: { terminal: Terminal; isJson: boolean },
): Promise<ExitCode> {
  const report = await verifyDatabase({ adminUrl, appUrl, ...expected });
  if (isJson) terminal.say(JSON.stringify(report));
  else {
    for (const { severity, sentence } of report.findings) {
      terminal.say(severity === 'notice' ? `note: ${sentence}` : sentence);
    }
    const faults = report.findings.filter(({ severity }) => severity === 'problem').length;
    if (report.isSound) terminal.say(`${report.checked} things compared: the database is what this version installs.`);
    else
      terminal.warn(
        `${faults} ${faults === 1 ? 'thing is' : 'things are'} not as this version installs ${faults === 1 ? 'it' : 'them'}.`,
      );
  }
  return report.isSound ? EXIT.ok : EXIT.failed;
}
