import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack as startTar } from 'tar-stream';

/** A file that an archive is being written to. */
export interface ArchiveWriter {
  /** Appends one entry. Errors: of the file system, as `ENOSPC`. */
  add(name: string, content: Uint8Array): Promise<void>;
  /** Ends the archive and waits until it is on disk. */
  finish(): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** Closes the file as it is. May be called after anything, also twice. */
  close(): Promise<void>;
}

/** Text of COPY is compressed by this to about a fifth; higher levels take twice the time for the tenth part less. */
const COMPRESSION_LEVEL = 4;

/** Makes the file, readable by its owner alone. Errors: `EEXIST` and others of the file system. */
export async function writeArchive(path: string): Promise<ArchiveWriter> {
  const file = await open(path, 'wx', 0o600);
  const tar = startTar();
  const hash = createHash('sha256');
  let bytes = 0;
  // Streams that end with it report one another's end; the file alone knows why.
  let fault: unknown = null;
  const gzip = createGzip({ level: COMPRESSION_LEVEL });
  // What goes wrong is told by the pipeline, once. Left early, as when the disk is full, a stream may say it once more after that.
  gzip.on('error', () => undefined);
  const written = pipeline(tar, gzip, async (compressed: AsyncIterable<Buffer>) => {
    for await (const chunk of compressed) {
      await file.writeFile(chunk).catch((error: unknown) => {
        fault = error;
        throw error;
      });
      hash.update(chunk);
      bytes += chunk.length;
    }
  });
  // Whoever adds or finishes is told; an error between two calls must not end the process.
  written.catch(() => undefined);
  return {
    add: async (name, content) => {
      try {
        await Promise.race([addEntry(tar, name, content), written]);
      } catch (error) {
        throw fault ?? error;
      }
    },
    finish: async () => {
      tar.finalize();
      await written.catch((error: unknown) => {
        throw fault ?? error;
      });
      await file.sync();
      return { bytes, sha256: hash.digest('hex') };
    },
    close: async () => {
      tar.destroy();
      await written.catch(() => undefined);
      await closeOnce(file);
    },
  };
}

function addEntry(tar: Pack, name: string, content: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(
      { name, mode: 0o600, size: content.byteLength },
      Buffer.from(content.buffer, content.byteOffset, content.byteLength),
      (error) => {
        if (error === undefined || error === null) resolve();
        else reject(error);
      },
    );
  });
}

async function closeOnce(file: FileHandle): Promise<void> {
  if (file.fd !== -1) await file.close();
}
