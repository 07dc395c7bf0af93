import { areThereAlready, isRepetition, reasonOf } from '@mastra-datasets/files';
import { previewImport, streamItems, type ImportConditions } from '../../api/items.js';
import type { ImportPreview, RejectedItem } from '../../api/wire.js';
import type { OpenedFile, ReadSettings } from './reading/settings.js';
import { openFile } from './reading/settings.js';
import { findRows, readLines, type ReadLines, type RejectedRow } from './reading/read-lines.js';

/** What an import would do, found out without changing anything. */
export interface ImportCheck {
  readonly read: ReadLines;
  readonly preview: ImportPreview;
  /** All rows that would be left out, in the order of the file. */
  readonly rejected: readonly RejectedRow[];
  /** How many rows would be left out; more than there are in `rejected` where those are very many. */
  readonly rejectedCount: number;
  readonly notes: readonly string[];
  /** The settings that were used in the end. */
  readonly settings: ReadSettings;
}

/** How far a check is. */
export type CheckProgress =
  | { readonly step: 'reading'; readonly rows: number; readonly part: number | null }
  | { readonly step: 'comparing'; readonly part: number };

export interface CheckOptions {
  readonly datasetId: string;
  readonly file: File;
  readonly settings: ReadSettings;
  readonly conditions: ImportConditions;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CheckProgress) => void;
}

/**
 * Reads all of a file and asks the server what it would make of it. Where the values of a column that was
 * taken for the external id by its name repeat, they are no external ids, and it starts again without.
 */
export async function checkImport(options: CheckOptions): Promise<ImportCheck> {
  const { datasetId, file, settings, conditions, signal, onProgress } = options;
  const opened = await openFile(file, settings, null);
  const { prepared } = opened;
  const read = await readLines(prepared, {
    signal,
    onProgress: ({ read: done, rows }) => {
      const { size } = prepared.source;
      onProgress({ step: 'reading', rows, part: size > 0 ? Math.min(1, done / size) : null });
    },
  });
  onProgress({ step: 'comparing', part: 0 });
  const preview = await previewImport(datasetId, read.lines, conditions, {
    signal,
    onProgress: (part) => {
      onProgress({ step: 'comparing', part });
    },
  });
  const repeats = preview.rejections.some(({ code, detail }) =>
    isRepetition({ code, message: detail }),
  );
  if (repeats && prepared.plan.guessedId !== null) {
    const again = await checkImport({ ...options, settings: { ...settings, externalId: false } });
    const note = `The values of “${prepared.plan.guessedId}” repeat, so they are no external ids.`;
    return { ...again, notes: [note, ...again.notes] };
  }
  const refused = await refusedRows(file, settings, preview.rejections, signal);
  return {
    read,
    preview,
    rejected: inOrder(read.rejected, refused),
    rejectedCount: read.rejected.length + preview.rejected,
    notes: [...read.notes, ...(await repeatNotes(datasetId, opened, preview))],
    settings,
  };
}

const PLACES = new Intl.Collator('en', { numeric: true });

/** Rows that are no items and rows that the server refuses, by their places in the file. */
function inOrder(
  unread: readonly RejectedRow[],
  refused: readonly RejectedRow[],
): readonly RejectedRow[] {
  if (unread.length === 0 || refused.length === 0) return [...unread, ...refused];
  return [...unread, ...refused].toSorted((one, other) =>
    PLACES.compare(one.rejection.place, other.rejection.place),
  );
}

/** The rows of the items that the server refuses: they are read once more, as only their numbers are known. */
async function refusedRows(
  file: File,
  settings: ReadSettings,
  rejections: readonly RejectedItem[],
  signal: AbortSignal,
): Promise<readonly RejectedRow[]> {
  if (rejections.length === 0) return [];
  const { prepared } = await openFile(file, settings, null);
  const rows = await findRows(prepared, new Set(rejections.map(({ index }) => index)), { signal });
  const sorted = rejections.toSorted((one, other) => one.index - other.index);
  return sorted.map(({ index, code, detail, details }) => {
    const row = rows.get(index);
    const reason = reasonOf({ message: detail, details });
    return {
      rejection: { place: row?.place ?? `item ${index + 1}`, code: code as 'ITEM_EXISTS', reason },
      row: row ?? { raw: null },
    };
  });
}

/** Says that the dataset has the rows already, where they have no external ids to be found by. */
async function repeatNotes(
  datasetId: string,
  { prepared }: OpenedFile,
  { versionNumber }: ImportPreview,
): Promise<readonly string[]> {
  if (versionNumber === 0) return [];
  const source = {
    iterateItems: () => streamItems(datasetId, {}),
  };
  const areThere = await areThereAlready(source, { id: datasetId }, [prepared]);
  return areThere
    ? [
        'The dataset has these rows already. As they have no external ids, they would become items once more.',
      ]
    : [];
}
