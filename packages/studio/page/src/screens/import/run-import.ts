import type { QueryClient } from '@tanstack/react-query';
import { keptMapping, mappingOf, MAPPING_ATTRIBUTE } from '@mastra-datasets/files';
import { getDataset, updateDataset } from '../../api/datasets.js';
import { importItems, type ImportConditions } from '../../api/items.js';
import { ServerUnreachable } from '../../api/problem.js';
import { readDatasetAgain } from '../../api/queries.js';
import { listVersions } from '../../api/versions.js';
import type { Authorship, ImportReport } from '../../api/wire.js';
import type { ImportCheck } from './check-import.js';
import { openFile } from './reading/settings.js';

/** What an import made. */
export interface ImportDone extends Omit<ImportReport, 'version' | 'rejections' | 'rejected'> {
  /** The number of the version that it made; that of before when nothing differed. */
  readonly number: number;
}

export interface RunOptions {
  /** Told of the new version before the import is done, so that other screens show it at once. */
  readonly client: QueryClient;
  readonly datasetId: string;
  readonly file: File;
  readonly check: ImportCheck;
  readonly conditions: ImportConditions;
  readonly authorship: Authorship;
  readonly signal: AbortSignal;
  /** Told how much of the items was sent, from 0 to 1. */
  readonly onProgress: (part: number) => void;
}

/** How many of the newest versions are looked at, to find one that was made without an answer. */
const MOST_LOOKED_AT = 20;

/**
 * Imports what was checked, if nobody has changed the dataset since. Where the connection breaks, it
 * looks whether the version was made all the same. Rejects with `PRECONDITION_FAILED` when somebody was
 * faster, and with `ServerUnreachable` when nobody can tell.
 */
export async function runImport(options: RunOptions): Promise<ImportDone> {
  const { client, datasetId, check, conditions, authorship, signal, onProgress } = options;
  const expectedVersion = check.preview.versionNumber;
  try {
    const report = await importItems(
      datasetId,
      check.read.lines,
      { ...conditions, ...authorship, onRejected: 'report' },
      { expectedVersion, signal, onProgress },
    );
    const { added, updated, deleted, unchanged } = report;
    const { versionNumber } = await readDatasetAgain(client, datasetId);
    return { added, updated, deleted, unchanged, number: versionNumber ?? 0 };
  } catch (error) {
    if (!(error instanceof ServerUnreachable) || expectedVersion === undefined) throw error;
    const found = await findImport(datasetId, expectedVersion, authorship).catch(() => null);
    if (found === null) throw error;
    await readDatasetAgain(client, datasetId);
    return { ...found, unchanged: check.preview.unchanged };
  }
}

/** Finds the version that an import made whose answer did not come. */
async function findImport(
  datasetId: string,
  before: number,
  { author, message }: Authorship,
): Promise<Omit<ImportDone, 'unchanged'> | null> {
  const { versions } = await listVersions(datasetId, { page: 0, perPage: MOST_LOOKED_AT });
  const made = versions.find(({ number }) => number === before + 1);
  if (made === undefined || made.message !== message || made.author !== author) return null;
  const { number, added, updated, deleted } = made;
  return { number, added, updated, deleted };
}

/** Keeps with the dataset how the file was read, so that the next one of its shape is read in the same way. */
export async function keepMapping({ datasetId, file, check }: RunOptions): Promise<void> {
  const { prepared } = await openFile(file, check.settings, null);
  const mapping = mappingOf(check.settings, [prepared]);
  const dataset = await getDataset(datasetId);
  const isKept = JSON.stringify(keptMapping(dataset)) === JSON.stringify(mapping);
  if (Object.keys(mapping).length === 0 || isKept) return;
  await updateDataset(datasetId, {
    attributes: { ...dataset.attributes, [MAPPING_ATTRIBUTE]: mapping },
  });
}
