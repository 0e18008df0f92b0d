import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their sources, so that a test never sees a stale build. */
const resolve = { conditions: ['natter-source', ...defaultClientConditions] };
/** Without `module`, which Node does not know: packages give bundlers files by it that Node cannot load. */
const serverConditions = defaultServerConditions.filter((name) => name !== 'module');
const ssr = { resolve: { conditions: ['natter-source', ...serverConditions] } };

const sources = ['packages', 'apps', 'tools', 'bench', 'e2e'].map((folder) => `${folder}/**`);
const never = ['**/node_modules/**', '**/dist/**', '**/.cache/**', '**/.natter/**'];

/**
 * The suffix of a file says what it needs: `.test.ts` nothing, `.dom.test.tsx` a document, `.pg.test.ts` PostgreSQL.
 * Files share the modules of their worker, and its document: making them anew for each would be half of the time.
 * One PostgreSQL serves a whole run; a file takes a database of its own in it (`inject('databaseAdminUrl')`).
 */
export default defineConfig({
  resolve,
  ssr,
  environments: { __vitest__: ssr },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          isolate: false,
          // Generous: what hangs is found as well, and a machine that is busy with other things is none.
          testTimeout: 90_000,
          hookTimeout: 90_000,
          include: sources.map((source) => `${source}/*.test.{ts,tsx,mjs}`),
          exclude: [...never, '**/*.pg.test.*', '**/*.dom.test.*'],
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: 'happy-dom',
          isolate: false,
          testTimeout: 90_000,
          hookTimeout: 90_000,
          include: sources.map((source) => `${source}/*.dom.test.{ts,tsx}`),
          exclude: never,
        },
      },
      {
        extends: true,
        test: {
          name: 'pg',
          environment: 'node',
          isolate: false,
          include: sources.map((source) => `${source}/*.pg.test.{ts,tsx}`),
          exclude: never,
          globalSetup: ['tools/lib/postgres-for-tests.ts'],
          maxWorkers: 2,
          // A number of workers of its own makes it a group of its own, after the others.
          sequence: { groupOrder: 1 },
          // What ends a test that hangs, on a machine four times slower than ours; what a promise allows, its test says itself.
          testTimeout: 60_000,
          hookTimeout: 90_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
