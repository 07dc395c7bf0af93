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
  /** How the item is made, and looked at in the end; default: as the first process opens it. */
  readonly observer?: StorageSpec;
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
  const storage = await openStorage(options.observer ?? storages[0]);
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
    await tellAll(workers, (index) => jobs[index]);
    // All have opened the database by now, so none begins late.
    await tellAll(workers, () => 'begin');
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

/** Tells each process something, and waits until all of them have done it. */
async function tellAll(
  mergers: readonly ProgramProcess[],
  messageOf: (index: number) => MergeJob | 'begin' | undefined,
): Promise<void> {
  const answers = mergers.map((merger) => merger.nextMessage());
  for (const [index, merger] of mergers.entries()) {
    const message = messageOf(index);
    if (message !== undefined) merger.child.send(message);
  }
  await Promise.all(answers);
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
