import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetsStorage, NewDatasetItem } from '@mastra-datasets/core';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { onTestFinished } from 'vitest';
import {
  formatLockFile,
  formatVendoredItem,
  LOCK_FILE_NAME,
  type LockEntry,
} from '../../src/index.js';

/** A folder with a store and a lock file. */
export interface LockedFolder {
  readonly folder: string;
  readonly storage: DatasetsStorage;
  readonly datasetId: string;
  readonly entry: LockEntry;
  /** Writes the lock file with other fields in the entry. */
  readonly lock: (changes?: Partial<LockEntry>) => Promise<void>;
  /** Writes the items of the newest version as a file with cases. */
  readonly vendor: (name: string) => Promise<void>;
}

/** Makes a folder whose `mastra.db` has a dataset named questions, and locks its newest version. */
export async function lockedFolder(items: readonly NewDatasetItem[]): Promise<LockedFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-cases-'));
  const storage = new DatasetsLibSQL({ url: `file:${join(folder, 'mastra.db')}` });
  onTestFinished(async () => {
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });
  const { id: datasetId } = await storage.createDataset({ name: 'questions' });
  await storage.addItems({ datasetId, items });
  const [newest] = await storage
    .listVersions({ datasetId, pagination: { page: 0, perPage: 1 } })
    .then(({ versions }) => versions);
  if (newest === undefined) throw new Error('The dataset has no version.');
  const entry: LockEntry = {
    datasetId,
    version: newest.version.toISOString(),
    versionNumber: newest.number,
    digest: await storage.snapshotDigest({ datasetId }),
    itemCount: newest.itemCount,
  };
  const lock = async (changes: Partial<LockEntry> = {}) => {
    const entries = new Map([['questions', { ...entry, ...changes }]]);
    await writeFile(join(folder, LOCK_FILE_NAME), formatLockFile({ entries }));
  };
  const vendor = async (name: string) => {
    const lines: string[] = [];
    for await (const item of storage.iterateItems({ datasetId, order: 'oldest' })) {
      lines.push(formatVendoredItem(item));
    }
    await writeFile(join(folder, name), lines.join(''));
  };
  await lock();
  return { folder, storage, datasetId, entry, lock, vendor };
}
