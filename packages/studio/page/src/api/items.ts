import { apiPath, queryText, requestJson, requestLines, upload } from './request.js';
import type {
  ChangesResult,
  DatasetItem,
  DatasetItemState,
  DatasetSplit,
  ImportPreview,
  ImportReport,
  ItemChanges,
  ItemList,
  ItemSelection,
  ItemsQuery,
  VersionName,
} from './wire.js';

/** The longest query that goes into an address; servers refuse those that are much longer. */
const LONGEST_QUERY = 4_000;

export function listItems(
  datasetId: string,
  query: ItemsQuery,
  signal?: AbortSignal,
): Promise<ItemList> {
  const parameters = { ...query };
  if (queryText(parameters).length <= LONGEST_QUERY) {
    return requestJson(apiPath`/datasets/${datasetId}/items`, { query: parameters, signal });
  }
  const { page, perPage, ...rest } = query;
  return requestJson(apiPath`/datasets/${datasetId}/items/query`, {
    method: 'POST',
    body: { ...rest, pagination: { page, perPage } },
    signal,
  });
}

/** Gives an item as it was at a version. Rejects with `ITEM_NOT_FOUND`. */
export function getItem(
  datasetId: string,
  itemId: string,
  version?: VersionName,
  signal?: AbortSignal,
): Promise<DatasetItem> {
  return requestJson(apiPath`/datasets/${datasetId}/items/${itemId}`, {
    query: { version },
    signal,
  });
}

/** Gives every state of an item, newest first, also of a deleted one. */
export async function getItemHistory(
  datasetId: string,
  itemId: string,
  signal?: AbortSignal,
): Promise<DatasetItemState[]> {
  const path = apiPath`/datasets/${datasetId}/items/${itemId}/history`;
  const { states } = await requestJson<{ states: DatasetItemState[] }>(path, { signal });
  return states;
}

/**
 * Applies changes in one version, all or none. Rejects with `VERSION_CONFLICT` when an item is no longer
 * in the state that `expectedItemVersion` names, and with `SCHEMA_VALIDATION_FAILED`.
 */
export function applyChanges(datasetId: string, changes: ItemChanges): Promise<ChangesResult> {
  return requestJson(apiPath`/datasets/${datasetId}/changes`, { method: 'POST', body: changes });
}

export async function listSplits(
  datasetId: string,
  version?: VersionName,
  signal?: AbortSignal,
): Promise<DatasetSplit[]> {
  const path = apiPath`/datasets/${datasetId}/splits`;
  const { splits } = await requestJson<{ splits: DatasetSplit[] }>(path, {
    query: { version },
    signal,
  });
  return splits;
}

/** How an import goes about what is there already. */
export interface ImportConditions {
  readonly onConflict?: 'error' | 'skip' | 'update' | 'merge' | undefined;
  readonly onDeleted?: 'revive' | 'error' | undefined;
  readonly onMissing?: 'keep' | 'delete' | undefined;
  readonly maxDeleted?: number | undefined;
}

export interface ImportOptions extends ImportConditions {
  readonly author?: string | undefined;
  readonly message?: string | undefined;
  readonly onRejected?: 'end' | 'report' | undefined;
}

/** How a large body is sent. */
export interface Sending {
  /** The number of the version that the dataset must still have; `undefined` for any. */
  readonly expectedVersion?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how much was sent, from 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

function sendLines<T>(
  path: string,
  lines: Blob,
  query: ImportOptions,
  { expectedVersion, signal, onProgress }: Sending,
): Promise<T> {
  return upload(path, {
    query: { ...query },
    body: new Blob([lines], { type: 'application/jsonl' }),
    headers: expectedVersion === undefined ? {} : { 'If-Match': `"${expectedVersion}"` },
    signal,
    onProgress,
  });
}

/** Adds items in one version, all or none. `lines` are JSON Lines. */
export function importItems(
  datasetId: string,
  lines: Blob,
  options: ImportOptions,
  sending: Sending = {},
): Promise<ImportReport> {
  return sendLines(apiPath`/datasets/${datasetId}/imports`, lines, options, sending);
}

/** Says what an import would do, but changes nothing. */
export function previewImport(
  datasetId: string,
  lines: Blob,
  conditions: ImportConditions,
  sending: Sending = {},
): Promise<ImportPreview> {
  return sendLines(apiPath`/datasets/${datasetId}/imports/preview`, lines, conditions, sending);
}

/** What streams of items take. */
export type ItemsStreamQuery = ItemSelection & Pick<ItemsQuery, 'order' | 'orderBy'>;

/** Streams items of a version as they are, as many as there are. */
export function streamItems(
  datasetId: string,
  query: ItemsStreamQuery,
  signal?: AbortSignal,
): AsyncGenerator<DatasetItem, void, undefined> {
  return requestLines(apiPath`/datasets/${datasetId}/items/stream`, {
    method: 'POST',
    body: query,
    signal,
  });
}
