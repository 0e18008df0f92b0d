import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimFolder } from './claim-folder.ts';
import { inspectProcess } from './inspect-process.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'platform-claim-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const leaveClaim = (number: number, owner: object) =>
  writeFile(join(folder, `owner.${number}.json`), JSON.stringify(owner));

describe('a claim on a folder', () => {
  it('goes to one of many who ask at once, and so after a dead owner', async () => {
    await leaveClaim(7, { pid: 2 ** 30, identity: 'gone', released: false });
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => claimFolder(folder)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['owner.8.json']);
  });

  it('is free again once released, however often it changes hands', async () => {
    for (let round = 0; round < 5; round++) {
      const claim = await claimFolder(folder);
      await expect(claimFolder(folder)).rejects.toMatchObject({
        code: 'in_use',
        message: expect.stringContaining(`process ${process.pid}`),
      });
      await claim.release();
      await claim.release();
    }
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('of a pid that now belongs to another process counts for nothing', async () => {
    await leaveClaim(1, { pid: process.pid, identity: 'of an earlier process', released: false });
    await claimFolder(folder);
  });

  it('of a living process holds, whichever process asks', async () => {
    const parent = await inspectProcess(process.ppid);
    await leaveClaim(3, { pid: process.ppid, identity: parent?.identity, released: false });
    await expect(claimFolder(folder)).rejects.toMatchObject({ code: 'in_use' });
    expect(await readdir(folder)).toEqual(['owner.3.json']);
  });
});
