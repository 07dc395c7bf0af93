import { fileURLToPath } from 'node:url';
import type { DatasetsStorage } from '@mastra-datasets/core';
import { ProgramProcess } from '../program-process.js';
import { openStorage, type StorageSpec } from '../storage-spec.js';
import type { MergeJob } from '../worker/merger.js';

const SOURCE = fileURLToPath(new URL('../worker/merger.ts', import.meta.url));

/** Which processes merge into one item, and how often each of them does. */
export interface MergesOptions {
  /** How each process opens the one database. */
  readonly storages: readonly [StorageSpec, ...StorageSpec[]];
  readonly mergesPerProcess: number;
}

export interface MergesFigures {
  readonly merges: number;
  readonly versions: number;
  /** How many merges the slowest process had made when the fastest had made all of its own. */
  readonly ofSlowest: number;
  /** Members that were merged and are not there in the end: there must be none. */
  readonly lost: readonly string[];
}

/**
 * Lets processes merge different members into the context of one item at the same time. Rejects when
 * any call of any of them fails, and says why.
 */
export async function runMerges(options: MergesOptions): Promise<MergesFigures> {
  const { storages, mergesPerProcess } = options;
  const storage = await openStorage(storages[0]);
  const { id: datasetId } = await storage.createDataset({ name: 'merges' });
  const { id } = await storage.addItem({ datasetId, input: 'shared' });
  const jobs = storages.map((own, index): MergeJob => ({
    storage: own,
    name: `process${index}`,
    datasetId,
    id,
    merges: mergesPerProcess,
  }));
  const names = jobs.map(({ name }) => name);
  const workers = await Promise.all(names.map(startMerger));
  try {
    const ends = workers.map(untilDone);
    for (const [index, worker] of workers.entries()) {
      const job = jobs[index];
      if (job !== undefined) worker.child.send(job);
    }
    await Promise.all(ends);
    const authors = await authorsOfUpdates(storage, datasetId);
    return {
      merges: jobs.length * mergesPerProcess,
      versions: authors.length,
      ofSlowest: countOfSlowest(authors, names, mergesPerProcess),
      lost: await lostMembers(storage, id, names, mergesPerProcess),
    };
  } finally {
    for (const worker of workers) worker.kill();
    await storage.close();
  }
}

async function startMerger(name: string): Promise<ProgramProcess> {
  const merger = await ProgramProcess.start(name, SOURCE);
  await merger.nextMessage();
  return merger;
}

async function untilDone(merger: ProgramProcess): Promise<void> {
  await merger.nextMessage();
}

/** Who made each version that updates an item, the oldest first. */
async function authorsOfUpdates(storage: DatasetsStorage, datasetId: string): Promise<string[]> {
  const pagination = { page: 0, perPage: false } as const;
  const { versions } = await storage.listVersions({ datasetId, pagination });
  return versions.flatMap(({ updated, author = '' }) => (updated === 1 ? [author] : [])).reverse();
}

function countOfSlowest(
  authors: readonly string[],
  names: readonly string[],
  merges: number,
): number {
  const counts = new Map(names.map((name) => [name, 0]));
  for (const author of authors) {
    const count = (counts.get(author) ?? 0) + 1;
    counts.set(author, count);
    if (count === merges) break;
  }
  return Math.min(...counts.values());
}

async function lostMembers(
  storage: DatasetsStorage,
  id: string,
  names: readonly string[],
  merges: number,
): Promise<string[]> {
  const context = (await storage.getItemById({ id }))?.context ?? {};
  const indexes = Array.from({ length: merges }, (_, index) => index);
  return names.flatMap((name) => {
    const own = (context[name] ?? {}) as Readonly<Record<string, unknown>>;
    return indexes
      .filter((index) => own[`merge${index}`] !== index || context[`${name}${index}`] !== true)
      .map((index) => `${name}: ${index}`);
  });
}
