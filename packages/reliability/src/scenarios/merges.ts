import { fileURLToPath } from 'node:url';
import type { DatasetsStorage } from '@mastra-datasets/core';
import { ProgramProcess } from '../program-process.js';
import { openStorage, type StorageSpec } from '../storage-spec.js';
import type { MergeJob } from '../worker/merger.js';

const SOURCE = fileURLToPath(new URL('../worker/merger.ts', import.meta.url));

/** How many processes merge into one item, and how often each of them does. */
export interface MergesOptions {
  readonly storage: StorageSpec;
  readonly processes: number;
  readonly mergesPerProcess: number;
}

export interface MergesFigures {
  readonly merges: number;
  readonly versions: number;
  /** Members that were merged and are not there in the end: there must be none. */
  readonly lost: readonly string[];
}

/**
 * Lets processes merge different members into the context of one item at the same time. Rejects when
 * any call of any of them fails, and says why.
 */
export async function runMerges(options: MergesOptions): Promise<MergesFigures> {
  const { processes, mergesPerProcess } = options;
  const storage = await openStorage(options.storage);
  const { id: datasetId } = await storage.createDataset({ name: 'merges' });
  const { id } = await storage.addItem({ datasetId, input: 'shared' });
  const names = Array.from({ length: processes }, (_, index) => `process${index}`);
  const workers = await Promise.all(names.map(startMerger));
  try {
    const ends = workers.map(untilDone);
    for (const [index, worker] of workers.entries()) {
      const job: MergeJob = {
        storage: options.storage,
        name: names[index] ?? '',
        datasetId,
        id,
        merges: mergesPerProcess,
      };
      worker.child.send(job);
    }
    await Promise.all(ends);
    return {
      merges: processes * mergesPerProcess,
      versions: await countUpdates(storage, datasetId),
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

async function countUpdates(storage: DatasetsStorage, datasetId: string): Promise<number> {
  const pagination = { page: 0, perPage: false } as const;
  const { versions } = await storage.listVersions({ datasetId, pagination });
  return versions.filter(({ updated }) => updated === 1).length;
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
