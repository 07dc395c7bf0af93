import {
  DatasetsError,
  type Dataset,
  type DatasetsStorage,
  type ImportItemsOutput,
  type NewDatasetItem,
  type OnConflict,
} from '@mastra-datasets/core';
import {
  isRepetition,
  readItems,
  reasonOf,
  type Origin,
  type PreparedFile,
} from '@mastra-datasets/files';
import type { CommandContext } from '../context.js';
import { RemainsError } from '../errors.js';
import { assertRunning, type Io } from '../io.js';
import { showProgress } from '../output/progress.js';
import { datasetIdOf } from './dataset-id.js';
import { syncArguments, type Sync } from './sync.js';
import { RejectionList, type Rejects } from './rejects.js';

/** How often progress is shown, in rows. */
const ROWS_BETWEEN_UPDATES = 500;

/** What is imported, and how. */
export interface ImportPlan {
  /** The name of the dataset. */
  readonly name: string;
  /** The files, in the order in which their rows are imported. */
  readonly files: readonly PreparedFile[];
  /** Told what there is to say about the rows that were read. */
  readonly onNote: (note: string) => void;
  readonly onConflict: OnConflict;
  /** Set where items that the files do not name are deleted, with the most that may be. */
  readonly sync: Sync | null;
  /** Who makes the version; `undefined` where nobody says. */
  readonly author: string | undefined;
  readonly message: string;
  /** Where refused rows go; `null` lets them end the import. */
  readonly rejects: Rejects | null;
}

/** What an import made. */
export interface ImportOutcome {
  /** `null` where there was no item to make a dataset for. */
  readonly dataset: Dataset | null;
  /** Whether the import made the dataset. */
  readonly isNew: boolean;
  readonly result: ImportItemsOutput;
}

/** The values of a column that was taken for the external id by its name alone come more than once. */
export class RepeatedIds extends Error {
  override readonly name = 'RepeatedIds';
}

/** Imports rows into a dataset, which is made where there is none, and removed when that fails. */
export async function importRows(
  context: CommandContext,
  existing: Dataset | null,
  plan: ImportPlan,
): Promise<ImportOutcome> {
  const { datasets, io } = context;
  if (existing === null) {
    const made = await makeDataset(datasets, plan.name);
    if (!made.isNew) return importRows(context, made.dataset, plan);
    return importNew(context, made.dataset, plan);
  }
  return {
    dataset: existing,
    isNew: false,
    result: await importInto(io, datasets, existing, plan),
  };
}

/** Makes the dataset of a name, unless another import has made it at the same time. */
async function makeDataset(
  datasets: DatasetsStorage,
  name: string,
): Promise<{ dataset: Dataset; isNew: boolean }> {
  const id = datasetIdOf(name);
  try {
    return { dataset: await datasets.createDataset({ id, name }), isNew: true };
  } catch (error) {
    if (!(error instanceof DatasetsError && error.code === 'DATASET_EXISTS')) throw error;
    const present = await datasets.getDatasetById({ id });
    // The one that was made under the name has another by now.
    if (present?.name !== name) {
      return { dataset: await datasets.createDataset({ name }), isNew: true };
    }
    return { dataset: present, isNew: false };
  }
}

/** Imports rows into a dataset that was made for them, and is removed when that fails. */
async function importNew(
  { datasets, io }: CommandContext,
  dataset: Dataset,
  plan: ImportPlan,
): Promise<ImportOutcome> {
  try {
    const result = await importInto(io, datasets, dataset, plan);
    const isEmpty = result.added + result.updated + result.unchanged === 0;
    if (isEmpty && (await removeUnused(datasets, dataset))) {
      return { dataset: null, isNew: false, result };
    }
    return { dataset, isNew: true, result };
  } catch (error) {
    const isRemoved = await removeUnused(datasets, dataset).catch(() => false);
    if (isRemoved) throw error;
    const remains = `The dataset ${dataset.name}, which was made for this, was not removed again; its id is ${dataset.id}.`;
    throw new RemainsError(
      remains,
      'look at it with: mastra-datasets log, then go on or delete it',
      error,
    );
  }
}

/** Removes a dataset that nobody has used since, and tells whether it has. */
async function removeUnused(datasets: DatasetsStorage, { id, version }: Dataset): Promise<boolean> {
  const present = await datasets.getDatasetById({ id });
  if (present === null) return true;
  if (present.version.getTime() !== version.getTime()) return false;
  await datasets.deleteDataset({ id });
  return true;
}

/** What to do beside importing. */
export interface ImportHooks {
  /** Told each item that is read; the next one waits for it. */
  readonly onItem?: (item: NewDatasetItem) => Promise<void>;
  /** Told each item that the storage refuses. */
  readonly onRefused?: (item: NewDatasetItem) => void;
  /** Called when everything was checked, before the commit; what it throws ends the import. */
  readonly beforeCommit?: () => void;
}

/**
 * Imports rows into a dataset. Throws `INPUT_REFUSED` with the refused rows, once all are read,
 * unless the plan has a place for them.
 */
export async function importInto(
  io: Io,
  datasets: DatasetsStorage,
  { id: datasetId }: Dataset,
  { files, onConflict, sync, author, message, rejects: given, onNote }: ImportPlan,
  { onItem, onRefused, beforeCommit }: ImportHooks = {},
): Promise<ImportItemsOutput> {
  const rejects = given ?? new RejectionList(sync === null);
  const origins = new WeakMap<NewDatasetItem, Origin>();
  const whole = files.reduce((sum, { source }) => sum + source.size, 0);
  const progress = showProgress(io, 'Importing', whole, 'row');
  const source = readItems(files, {
    onProgress({ read, rows }, isEnd) {
      if (!isEnd) assertRunning(io);
      if (isEnd || rows % ROWS_BETWEEN_UPDATES === 0) progress.update(read, rows);
    },
    onRejected: (rejection, row) => {
      rejects.add(rejection, row);
    },
    async onItem(item, origin) {
      origins.set(item, origin);
      await onItem?.(item);
    },
    onNote,
  });
  try {
    return await datasets.importItems({
      datasetId,
      onConflict,
      ...(sync === null ? {} : syncArguments(sync)),
      author,
      message,
      items: source.items,
      onRejected: ({ item, error }) => {
        const origin = origins.get(item);
        if (origin === undefined) throw error;
        const { row, plan } = origin;
        if (plan.guessedId !== null && isRepetition(error)) throw new RepeatedIds();
        onRefused?.(item);
        const isNameless = sync !== null && item.externalId === undefined;
        const reason = isNameless ? 'it has no external id, which --sync goes by' : reasonOf(error);
        rejects.add({ place: row.place, code: error.code, reason }, row);
      },
      onProgress: ({ phase }) => {
        if (phase !== 'commit') return;
        // First, as it may be the reason for all that was refused.
        source.assertColumns();
        rejects.beforeCommit();
        beforeCommit?.();
      },
    });
  } finally {
    progress.stop();
  }
}
