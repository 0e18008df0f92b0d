import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Extract as TarReader } from 'tar-stream';
import type * as z from 'zod/mini';
import {
  ARCHIVE_FORMAT,
  type ArchivedPart,
  ArchiveEnd,
  ArchiveError,
  ArchiveHead,
  countRows,
  END_ENTRY,
  HEAD_ENTRY,
} from './archive-format.ts';

/** What an archive holds, in its order: the head, the parts of each table one after the other, the end. */
export type ArchiveItem =
  | { readonly kind: 'head'; readonly head: ArchiveHead }
  | { readonly kind: 'part'; readonly table: string; readonly rows: number; readonly content: Buffer }
  | { readonly kind: 'end'; readonly end: ArchiveEnd };

/** A part is some megabytes; more than this (bytes) is no part of ours. */
const MAX_ENTRY_BYTES = 512 * 1024 * 1024;
const PART = /^tables\/([a-z_][a-z0-9_]{0,62})\/\d{6,}$/;

/**
 * Reads an archive from its file and checks it on the way: every part against the end's list. Nothing may be believed before
 * the item `end` has come.
 *
 * @throws ArchiveError for what is cut short, damaged, or no backup; errors of the file system as they are
 */
export async function* readArchive(path: string): AsyncGenerator<ArchiveItem> {
  const tar = extract();
  const reading = pipeline(createReadStream(path), createGunzip(), tar);
  // The loop below ends with the same error; unheard meanwhile, it would end the process.
  reading.catch(() => undefined);
  const seen: ArchivedPart[] = [];
  let head: ArchiveHead | null = null;
  let end: ArchiveEnd | null = null;
  try {
    for await (const entry of tar) {
      const name = entry.header.name;
      if (end !== null) throw new ArchiveError(`something follows the end: ${name}`);
      const content = await readEntry(entry);
      if (head === null) {
        head = readHead(name, content);
        yield { kind: 'head', head };
      } else if (name === END_ENTRY) {
        end = parseEntry(name, { content, schema: ArchiveEnd });
      } else {
        const part = describePart(name, content);
        seen.push(part);
        yield { kind: 'part', table: tableOf(name, head), rows: part.rows, content };
      }
    }
    await reading;
  } catch (error) {
    throw explainReadError(error);
  }
  if (head === null || end === null) throw new ArchiveError('it is cut short: its end is missing');
  checkParts(seen, end);
  yield { kind: 'end', end };
}

type Entry = TarReader extends AsyncIterable<infer One> ? One : never;

async function readEntry(entry: Entry): Promise<Buffer> {
  const { name, size = 0 } = entry.header;
  if (size > MAX_ENTRY_BYTES) throw new ArchiveError(`${name} says that it is ${size} bytes long`);
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  const content = Buffer.concat(chunks);
  if (content.length !== size) throw new ArchiveError(`it is cut short in ${name}`);
  return content;
}

function readHead(name: string, content: Buffer): ArchiveHead {
  if (name !== HEAD_ENTRY) throw new ArchiveError('it is not a backup of Natter');
  const json = parseJson(name, content);
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  if (typeof format === 'number' && format > ARCHIVE_FORMAT) {
    throw new ArchiveError(`it has format ${format}, and this version knows ${ARCHIVE_FORMAT}: use a newer Natter`);
  }
  return parseEntry(name, { content, schema: ArchiveHead });
}

function parseEntry<T extends z.ZodMiniType>(
  name: string,
  { content, schema }: { content: Buffer; schema: T },
): z.output<T> {
  const parsed = schema.safeParse(parseJson(name, content));
  if (!parsed.success) throw new ArchiveError(`its ${name} does not say what it should`);
  return parsed.data;
}

function parseJson(name: string, content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw new ArchiveError(`its ${name} is damaged`, { cause: error });
  }
}

function tableOf(name: string, head: ArchiveHead): string {
  const [, table] = PART.exec(name) ?? [];
  if (table === undefined || head.tables.every((one) => one.name !== table)) {
    throw new ArchiveError(`${name} is none of its tables`);
  }
  return table;
}

function describePart(name: string, content: Buffer): ArchivedPart {
  return {
    name,
    rows: countRows(content),
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}

function checkParts(seen: readonly ArchivedPart[], end: ArchiveEnd): void {
  const wrong = end.parts.find((part, index) => JSON.stringify(part) !== JSON.stringify(sorted(seen[index])));
  if (wrong !== undefined) throw new ArchiveError(`${wrong.name} is not as it was written`);
  if (seen.length !== end.parts.length) throw new ArchiveError('it holds more parts than were written');
}

/** The keys in the schema's order, so that two descriptions can be compared as text. */
function sorted(part: ArchivedPart | undefined): ArchivedPart | null {
  if (part === undefined) return null;
  const { name, rows, bytes, sha256 } = part;
  return { name, rows, bytes, sha256 };
}

/** What reading says of a damaged file, in one sentence; the file system's own errors stay. */
function explainReadError(error: unknown): unknown {
  if (error instanceof ArchiveError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^E[A-Z]+$/.test(code) && 'syscall' in error) return error;
  if (code === 'Z_BUF_ERROR' || /unexpected end/i.test(error.message)) {
    return new ArchiveError('it is cut short', { cause: error });
  }
  return new ArchiveError(`it is damaged (${error.message})`, { cause: error });
}
