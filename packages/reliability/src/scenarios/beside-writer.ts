import { VersionedDatasetsStorage, type NewDatasetItem } from '@mastra-datasets/core';
import { OPERATIONS, type Scene } from '../beside-writer/operations.js';
import { WriterProcess } from '../beside-writer/writer-process.js';
import { openStorage, type StorageSpec } from '../storage-spec.js';

export interface BesideWriterOptions {
  readonly storage: StorageSpec;
  /** A database of the same kind, where datasets are copied to. */
  readonly target: StorageSpec;
  /** How many items the dataset begins with. */
  readonly items: number;
  /** How long the writer rests after every two commits, in milliseconds. */
  readonly pauseMs: number;
}

/** What an operation took while another process kept writing to its dataset. */
export interface OperationFigures {
  readonly name: string;
  readonly milliseconds: number;
  /** How many commits the other process made meanwhile. */
  readonly foreignCommits: number;
}

/** The external id of an item that both processes write. */
const SHARED = 'item 7';

async function openVersioned(spec: StorageSpec): Promise<VersionedDatasetsStorage> {
  const storage = await openStorage(spec);
  if (storage instanceof VersionedDatasetsStorage) return storage;
  throw new TypeError('Only versioned storages can be tested beside a writer.');
}

/** Makes a dataset of so many items, all of which have an external id. */
async function makeScene(
  storage: VersionedDatasetsStorage,
  target: VersionedDatasetsStorage,
  count: number,
): Promise<Scene> {
  const { id: datasetId } = await storage.createDataset({ name: 'shared with a writer' });
  const items: NewDatasetItem[] = Array.from({ length: count }, (_, index) => ({
    externalId: `item ${index}`,
    input: `question ${index} `.padEnd(200, '.'),
  }));
  const stored = await storage.addItems({ datasetId, items });
  const shared = stored.find(({ externalId }) => externalId === SHARED);
  if (shared === undefined) throw new Error('There are too few items.');
  return { storage, target, datasetId, items, first: shared.version, sharedId: shared.id };
}

/**
 * Runs long operations on a dataset, one after the other, while another process keeps writing to it,
 * to one of their items among others. Rejects when one fails or does not do what it says, when the
 * writer fails, and when the data are damaged in the end.
 */
export async function runBesideWriter(options: BesideWriterOptions): Promise<OperationFigures[]> {
  const storage = await openVersioned(options.storage);
  const target = await openVersioned(options.target);
  const scene = await makeScene(storage, target, options.items);
  const { datasetId } = scene;
  const writer = await WriterProcess.start({
    storage: options.storage,
    datasetId,
    externalId: SHARED,
    pauseMs: options.pauseMs,
  });
  try {
    const figures: OperationFigures[] = [];
    for (const { name, run } of OPERATIONS) {
      const { commits } = writer;
      const start = performance.now();
      await run(scene).catch((cause: unknown) => {
        throw new Error(`${name} failed beside the writer.`, { cause });
      });
      const milliseconds = Math.round(performance.now() - start);
      writer.check();
      figures.push({ name, milliseconds, foreignCommits: writer.commits - commits });
    }
    await writer.stop();
    const { problems } = await storage.verify({ datasetId });
    if (problems.length > 0) throw new Error(`Damaged: ${JSON.stringify(problems)}`);
    return figures;
  } finally {
    writer.kill();
    await target.close();
    await storage.close();
  }
}
