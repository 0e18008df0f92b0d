import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Secrets that we make ourselves where nobody gave any: for the demo and for trying things, never for production. */
export interface GeneratedSecrets {
  readonly jwtSecret: string;
  readonly apiKey: string;
}

const FILES = { jwtSecret: 'jwt.secret', apiKey: 'api.key', hashKey: 'hash.key' } as const;

/** The secrets of an edition's folder, made on first use: hexadecimal, 256 bits, in files that only we may read. */
export function keepSecrets(folder: string): GeneratedSecrets {
  return { jwtSecret: keep(join(folder, FILES.jwtSecret)), apiKey: keep(join(folder, FILES.apiKey)) };
}

/** Keys the hashes of people's ids in the log, so that they stay the same over a restart. */
export function keepHashKey(folder: string): string {
  return keep(join(folder, FILES.hashKey));
}

/** Null where none was made yet. */
export function findJwtSecret(folder: string): string | null {
  return read(join(folder, FILES.jwtSecret));
}

/** Whether this is one of the secrets that lie in the data folder, whichever edition's. */
export function isGenerated(secret: string, dataDir: string): boolean {
  return list(dataDir).some((edition) =>
    [FILES.jwtSecret, FILES.apiKey].some((file) => read(join(dataDir, edition, file)) === secret),
  );
}

function keep(path: string): string {
  const kept = read(path);
  if (kept !== null) return kept;
  const secret = randomBytes(32).toString('hex');
  writeFileSync(path, secret, { mode: 0o600 });
  return secret;
}

function read(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim();
    return text === '' ? null : text;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
