import { rm, stat } from 'node:fs/promises';
import { ArchiveError } from './archive-format.ts';
import { dumpDatabase } from './dump-database.ts';
import { type FilePlace, publishFile } from './place-file.ts';
import { findOwner, withSession } from './session.ts';
import { hashFile, verifyArchive } from './verify-archive.ts';
import { type ArchiveWriter, writeArchive } from './write-archive.ts';

export interface BackupOptions {
  readonly adminUrl: string;
  readonly place: FilePlace;
  readonly natterVersion: string;
  readonly createdAt: Date;
  /** Told while it goes on; `verifying` when the file is read again. */
  readonly onRows: (progress: {
    readonly doing: 'writing' | 'verifying';
    readonly rows: number;
    readonly table?: string;
  }) => void;
}

export interface Backup {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly tenantId: string;
  readonly edition: string;
  readonly step: number;
  readonly createdAt: string;
  readonly rows: number;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** What is wrong with the database itself, in sentences; the backup is a true copy all the same. */
  readonly faults: readonly string[];
  /** Why the database could not be told that there is a good backup; null: it was told. */
  readonly notRecorded: string | null;
}

/**
 * Writes a backup beside its place, reads it again from the disk, and gives it its name only when all of it is right. What
 * fails leaves no file behind.
 *
 * @throws ArchiveError; errors of the file system and of the database as they are
 */
export async function createBackup(options: BackupOptions): Promise<Backup> {
  const { place } = options;
  const writer = await writeArchive(place.partialPath);
  try {
    const written = await dump(writer, options);
    await writer.close();
    const { head, rows, end, faults } = await verifyArchive(place.partialPath, (seen) =>
      options.onRows({ doing: 'verifying', rows: seen }),
    );
    if ((await hashFile(place.partialPath)) !== written.sha256)
      throw new ArchiveError('the disk gave back another file');
    await publishFile(place);
    const notRecorded = await record(options, { ...written, rows }).then(
      () => null,
      (error: unknown) => String(error),
    );
    return {
      path: place.path,
      bytes: (await stat(place.path)).size,
      sha256: written.sha256,
      tenantId: head.tenantId,
      edition: head.edition,
      step: head.steps.length,
      createdAt: head.createdAt,
      rows,
      tables: end.tables,
      faults,
      notRecorded,
    };
  } catch (error) {
    await writer.close();
    await rm(place.partialPath, { force: true });
    throw error;
  }
}

async function dump(writer: ArchiveWriter, { adminUrl, natterVersion, createdAt, onRows }: BackupOptions) {
  await withSession(adminUrl, async (client) => {
    const owner = await findOwner(client);
    if (owner === null) throw new ArchiveError('there is nothing of Natter in this database');
    await dumpDatabase(client, writer, {
      owner,
      natterVersion,
      createdAt: createdAt.toISOString(),
      onRows: (progress) => onRows({ doing: 'writing', ...progress }),
    });
  });
  return await writer.finish();
}

/** Notes in the database that there is a good backup, where it has a place for that: `natter status` tells how old it is. */
async function record(
  { adminUrl, createdAt }: BackupOptions,
  { bytes, sha256, rows }: { bytes: number; sha256: string; rows: number },
): Promise<void> {
  await withSession(adminUrl, async (client) => {
    const owner = await findOwner(client);
    const { rows: found } = await client.query<{ there: boolean }>(
      "SELECT to_regclass('natter.backups') IS NOT NULL AS there",
    );
    if (owner === null || found[0]?.there !== true) return;
    await client.query('BEGIN');
    await client.query(`SET LOCAL ROLE "${owner.replaceAll('"', '""')}"`);
    await client.query(
      'INSERT INTO natter.backups (tenant_id, made_at, size_bytes, sha256, row_count) SELECT tenant_id, $1, $2, $3, $4 FROM natter.deployment',
      [createdAt, bytes, sha256, rows],
    );
    await client.query('COMMIT');
  });
}
