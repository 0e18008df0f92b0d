import { defineConfig } from '@playwright/test';
import { chromium } from './tools/lib/chromium.mjs';

const browser = chromium();
const isRoot = process.getuid?.() === 0;

/** Browser journeys. The browser comes from npm (`tools/lib/chromium.mjs`); nothing is tried twice, a flaky test is a fault. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './e2e/lib/build-web.mjs',
  outputDir: '.cache/test/e2e-results',
  forbidOnly: process.env['CI'] !== undefined,
  fullyParallel: false,
  workers: 2,
  retries: 0,
  // Generous: what hangs is found as well, and a machine at a quarter of the usual speed is no fault of a journey.
  timeout: 150_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/test/e2e.json' }]],
  use: {
    browserName: 'chromium',
    screenshot: 'only-on-failure',
    actionTimeout: 30_000,
    // Records everything, which is a third of a run's time: `npx playwright test --trace retain-on-failure`.
    trace: 'off',
    // Needs a program of Playwright's own that is not in npm.
    video: 'off',
    launchOptions: {
      executablePath: browser.path,
      env: { ...process.env, ...browser.env } as Record<string, string>,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
});
