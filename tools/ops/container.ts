import { type Check, inRoot, needs, run, skip } from './check.ts';

export const containerChecks: readonly Check[] = [
  {
    title: '[DEPLOY-2] the image builds and tells its version',
    missing: needs('docker', 'Docker or Podman'),
    run: async () => {
      await run('docker', ['version', '--format', '{{.Server.Version}}']).catch(() => {
        throw new skip('no container engine answers');
      });
      const file = inRoot('deploy', 'container', 'Containerfile');
      await run('docker', ['build', '-f', file, '-t', 'natter-ops-check', inRoot()], { maxBuffer: 1 << 28 });
      const { stdout } = await run('docker', ['run', '--rm', 'natter-ops-check', '--version']);
      if (!/^\d+\.\d+\.\d+/.test(stdout)) throw new Error(`it says ${stdout}`);
    },
  },
];
