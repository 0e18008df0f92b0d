import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExportedFile } from '@natter/server/database';
import { CommandError, EXIT } from '../exit-codes.ts';

/** What became of the files of an export. */
export interface WrittenExport {
  readonly written: readonly string[];
  /** There already, byte for byte. */
  readonly kept: readonly string[];
}

/** A step of ours, whenever it was exported: `…_003_direct_messaging_indexes.sql`. The schedule may run twice. */
const OURS = /^\d{14}_(\d{3}_direct_messaging_[a-z0-9_]+\.sql)$/;

/**
 * Writes the files into a folder, which may hold others of the host's. Nothing is written where one of them is there with
 * another content, or where the same step is there under another timestamp: it would run twice.
 *
 * @throws CommandError `refused`
 */
export function writeExport(folder: string, files: readonly ExportedFile[]): WrittenExport {
  const kept = files.filter(({ path, text }) => readText(join(folder, path)) === text);
  const missing = files.filter((file) => !kept.includes(file));
  const conflicts = [
    ...missing
      .filter(({ path }) => readText(join(folder, path)) !== null)
      .map(({ path }) => `${path} is there with another content`),
    ...findOtherExports(folder, files),
  ];
  if (conflicts.length > 0) {
    throw new CommandError(EXIT.refused, [
      ...conflicts.map((conflict) => `${join(folder, conflict)}.`),
      'Nothing was written: choose an empty folder, or repeat the earlier export with its --timestamp.',
    ]);
  }
  for (const { path, text } of missing) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: 'wx' });
  }
  return { written: missing.map(({ path }) => path), kept: kept.map(({ path }) => path) };
}

function findOtherExports(folder: string, files: readonly ExportedFile[]): readonly string[] {
  const mine = new Set(files.map(({ path }) => path));
  const steps = new Set(files.flatMap(({ path }) => OURS.exec(path)?.[1] ?? []));
  return listFiles(folder)
    .filter((name) => !mine.has(name) && steps.has(OURS.exec(name)?.[1] ?? ''))
    .map((name) => `${name} is the same step of another export`);
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
