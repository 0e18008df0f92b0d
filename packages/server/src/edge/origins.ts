import type { ServerConfig } from '../config/index.ts';

/**
 * Whether a page of this origin may use the server: its own, those of the configuration, and callers that are no pages and
 * so name none (SOCK-1). `host` is the request's own.
 */
export function isOriginAllowed(
  { origin, host }: { origin: string | undefined; host: string | undefined },
  { allowedOrigins, publicUrl }: Pick<ServerConfig, 'allowedOrigins' | 'publicUrl'>,
): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  // A real origin is written in one way; anything longer only begins like one.
  if (url.origin !== origin.toLowerCase()) return false;
  if (allowedOrigins.includes(url.origin)) return true;
  if (publicUrl !== null && new URL(publicUrl).origin === url.origin) return true;
  return host !== undefined && url.host === host.toLowerCase();
}
