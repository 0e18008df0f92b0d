import { StoreStatus } from '@natter/protocol';
import { readOption } from '@natter/server';
import { orUsage } from '../settings/or-usage.ts';
import type { Terminal } from '../terminal.ts';

/** How long the server may take, in milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/** The status from the server of this configuration on this machine; null where none answers, which is said. */
export async function askServer(
  env: Readonly<Record<string, string | undefined>>,
  terminal: Pick<Terminal, 'warn'>,
): Promise<StoreStatus | null> {
  const [host, port, key, tenantId] = orUsage(
    () =>
      [
        readOption('HOST', env),
        readOption('PORT', env),
        readOption('NATTER_API_KEY', env),
        readOption('NATTER_STORE_ID', env),
      ] as const,
  );
  if (key === null) {
    terminal.warn('Note: without NATTER_API_KEY the server cannot be asked; this is what the database knows.');
    return null;
  }
  const url = `http://${reachable(host)}:${port}/api/host/status`;
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const status = StoreStatus.parse(await response.json());
    if (status.tenant.id !== tenantId) throw new Error(`it serves the store "${status.tenant.id}"`);
    return status;
  } catch (error) {
    terminal.warn(`Note: no server answers at ${url} (${reasonOf(error)}); this is what the database knows.`);
    return null;
  }
}

/** What listens on every address is asked on this machine's own. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.message;
}
