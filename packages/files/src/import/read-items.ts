import type { DatasetsErrorCode, NewDatasetItem } from '@mastra-datasets/core';
import type { Row } from '../formats/rows.js';
import { ColumnWatch } from '../mapping/column-watch.js';
import { RowProblem } from '../mapping/item.js';
import { itemOfRow, type MappingPlan } from '../mapping/plan.js';
import { LateColumns } from './late-columns.js';
import type { PreparedFile } from './prepare.js';

/** Why a row was not taken. */
export interface Rejection {
  /** Where the row is, such as `line 12`. */
  readonly place: string;
  readonly code: DatasetsErrorCode | 'INPUT_REFUSED';
  readonly reason: string;
}

/** Where an item comes from. */
export interface Origin {
  readonly row: Row;
  readonly plan: MappingPlan;
}

/** How far files were read. */
export interface ReadingProgress {
  /** Bytes, or rows of Parquet, of those that {@link PreparedFile} says there are. */
  readonly read: number;
  readonly rows: number;
}

/** What is told of rows while they are read. */
export interface ItemReading {
  /** Told at each row, and at the end of each file, how far it is; what it throws ends the reading. */
  readonly onProgress: (progress: ReadingProgress, isEnd: boolean) => void;
  /** Told each row that is no item. */
  readonly onRejected: (rejection: Rejection, row: Row) => void;
  /** Told each item, before it is given; the next one waits for it. */
  readonly onItem?: ((item: NewDatasetItem, origin: Origin) => Promise<void> | void) | undefined;
  /** Told what there is to say about the rows of a file that was read. */
  readonly onNote: (note: string) => void;
}

/** The items of files, which are read once. */
export interface ItemSource {
  readonly items: AsyncIterable<NewDatasetItem>;
  /** Throws `INPUT_REFUSED` when an option names a column that no row had; to be called behind the items. */
  assertColumns(): void;
}

/** Reads the rows of files, one after the other, as items. */
export function readItems(files: readonly PreparedFile[], reading: ItemReading): ItemSource {
  const watches: ColumnWatch[] = [];
  const done = { read: 0, rows: 0 };
  const items = async function* (): AsyncGenerator<NewDatasetItem, void, undefined> {
    for (const file of files) {
      const watch = new ColumnWatch(file.plan.awaited, file.columns, file.file);
      watches.push(watch);
      yield* readFile(file, files.length === 1, watch, reading, done);
      done.read += file.source.size;
    }
  };
  return {
    items: items(),
    assertColumns() {
      for (const watch of watches) watch.assertComplete();
    },
  };
}

async function* readFile(
  { file, source, plan, columns }: PreparedFile,
  isOnly: boolean,
  watch: ColumnWatch,
  { onProgress, onRejected, onItem, onNote }: ItemReading,
  done: { readonly read: number; rows: number },
): AsyncGenerator<NewDatasetItem, void, undefined> {
  const late = new LateColumns(columns);
  const progress = () => ({ read: done.read + source.read(), rows: done.rows });
  for await (const found of source.rows) {
    done.rows += 1;
    onProgress(progress(), false);
    const row = isOnly ? found : { ...found, place: `${file}, ${found.place}` };
    watch.see(row.fields);
    if (source.columns === undefined) late.see(row);
    const item = toItem(row, plan);
    if ('reason' in item) {
      onRejected(item, row);
      continue;
    }
    await onItem?.(item, { row, plan });
    yield item;
  }
  onProgress(progress(), true);
  for (const note of [...(source.notes?.() ?? []), ...late.notes()]) {
    onNote(isOnly ? note : `${file}: ${note}`);
  }
}

function toItem(row: Row, plan: MappingPlan): NewDatasetItem | Rejection {
  const { place, problem } = row;
  if (problem !== undefined) return { place, code: 'INPUT_REFUSED', reason: problem };
  try {
    return itemOfRow(plan, row);
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    return { place, code: 'INPUT_REFUSED', reason: error.message };
  }
}

/** What a storage says about an item that it refuses, without its place in the import. */
export function reasonOf({ message, details }: { message: string; details: object }): string {
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

/** Whether a storage refuses an item as its external id came before in the same import. */
export function isRepetition({ code, message }: { code: string; message: string }): boolean {
  return code === 'INVALID_ARGUMENT' && message.includes('comes for the second time');
}
