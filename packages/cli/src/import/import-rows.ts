import type {
  Dataset,
  DatasetsStorage,
  ImportItemsOutput,
  NewDatasetItem,
  OnConflict,
} from '@mastra-datasets/core';
import type { CommandContext } from '../context.js';
import type { Row } from '../formats/rows.js';
import type { Source } from '../formats/source.js';
import { RemainsError } from '../errors.js';
import { assertRunning, type Io } from '../io.js';
import { ColumnWatch } from '../mapping/column-watch.js';
import { itemOf, RowProblem, type CellOptions } from '../mapping/item.js';
import { showProgress, type Progress } from '../output/progress.js';
import { RejectionList, type Rejection, type Rejects } from './rejects.js';

/** How often progress is shown, in rows. */
const ROWS_BETWEEN_UPDATES = 500;

/** What is imported, and how. */
export interface ImportPlan {
  /** The name of the dataset. */
  readonly name: string;
  readonly source: Source;
  readonly cells: CellOptions;
  readonly onConflict: OnConflict;
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

/** Imports rows into a dataset, which is made where there is none, and removed when that fails. */
export async function importRows(
  context: CommandContext,
  existing: Dataset | null,
  plan: ImportPlan,
): Promise<ImportOutcome> {
  const { datasets, io } = context;
  const dataset = existing ?? (await datasets.createDataset({ name: plan.name }));
  try {
    const result = await importInto(io, datasets, dataset, plan);
    const isEmpty = result.added + result.updated + result.unchanged === 0;
    if (isEmpty && existing === null && (await removeUnused(datasets, dataset))) {
      return { dataset: null, isNew: false, result };
    }
    return { dataset, isNew: existing === null, result };
  } catch (error) {
    if (existing !== null) throw error;
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
  { source, cells, onConflict, message, rejects: given }: ImportPlan,
  { onItem, onRefused, beforeCommit }: ImportHooks = {},
): Promise<ImportItemsOutput> {
  const rejects = given ?? new RejectionList();
  const origins = new WeakMap<NewDatasetItem, Row>();
  const watch = new ColumnWatch(cells.mapping);
  const progress = showProgress(io, 'Importing', source.size, 'row');
  try {
    return await datasets.importItems({
      datasetId,
      onConflict,
      message,
      items: readItems({ io, source, cells, rejects, origins, watch, progress, onItem }),
      onRejected: ({ item, error }) => {
        const row = origins.get(item);
        if (row === undefined) throw error;
        onRefused?.(item);
        rejects.add({ place: row.place, code: error.code, reason: reasonOf(error) }, row);
      },
      onProgress: ({ phase }) => {
        if (phase !== 'commit') return;
        // First, as it may be the reason for all that was refused.
        watch.assertComplete();
        rejects.beforeCommit();
        beforeCommit?.();
      },
    });
  } finally {
    progress.stop();
  }
}

interface Reading extends Pick<ImportPlan, 'source' | 'cells'> {
  readonly io: Io;
  readonly rejects: Rejects;
  readonly origins: WeakMap<NewDatasetItem, Row>;
  readonly watch: ColumnWatch;
  readonly progress: Progress;
  readonly onItem: ImportHooks['onItem'] | undefined;
}

async function* readItems({
  io,
  source,
  cells,
  rejects,
  origins,
  watch,
  progress,
  onItem,
}: Reading): AsyncGenerator<NewDatasetItem, void, undefined> {
  let count = 0;
  for await (const row of source.rows) {
    assertRunning(io);
    count += 1;
    if (count % ROWS_BETWEEN_UPDATES === 0) progress.update(source.read(), count);
    watch.see(row.fields);
    const item = toItem(row, cells);
    if ('reason' in item) {
      rejects.add(item, row);
      continue;
    }
    origins.set(item, row);
    await onItem?.(item);
    yield item;
  }
  progress.update(source.read(), count);
}

function toItem(row: Row, cells: CellOptions): NewDatasetItem | Rejection {
  const { place, problem } = row;
  if (problem !== undefined) return { place, code: 'INPUT_REFUSED', reason: problem };
  try {
    return itemOf(row.fields, cells);
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    return { place, code: 'INPUT_REFUSED', reason: error.message };
  }
}

/** What the storage says about an item, without its place in the import. */
function reasonOf({ message, details }: { message: string; details: object }): string {
  if ('failures' in details && Array.isArray(details.failures)) {
    const failures = details.failures as { field: string; pointer: string; message: string }[];
    return failures
      .map(({ field, pointer, message: text }) => `${field}${pointer} ${text}`)
      .join('; ');
  }
  return message
    .replace(/^items\[\d+\]\.?/, '')
    .replace(/^: /, '')
    .replace(/\.$/, '');
}
