import { TABLES } from '../../../../constants.js';
import { attributesOf } from './attributes.js';
import { rowOf } from './columns.js';
import type { CommitRows } from './commit-rows.js';
import type { PurgeRequest } from './commits.js';
import { NO_DOCUMENTS } from './documents.js';
import type { DatasetRecord } from './records.js';
import type { RowDatabase, RowPrimitives, RowValues } from './row-primitives.js';

const { datasets, items, history, versions, attributes } = TABLES;

/** What a state of an item holds whose content was removed, beside when that was. */
const PURGED_CONTENT: RowValues = { ...NO_DOCUMENTS, input: 'null', externalId: null };

/** Writes the rows of a commit, whose version becomes that of its dataset. */
export function writeCommit(
  database: RowDatabase,
  { commit, ended, deleted, updated, inserted }: CommitRows,
): void {
  const { datasetId, version, number } = commit;
  for (const item of ended) {
    database.insert(history, { ...rowOf(history, item), validTo: version });
  }
  for (const id of deleted) database.delete(items, { id });
  for (const item of updated) database.update(items, rowOf(items, item), { id: item.id });
  for (const item of inserted) database.insert(items, rowOf(items, item));
  database.insert(versions, rowOf(versions, commit));
  database.update(datasets, { version, versionNumber: number }, { id: datasetId });
}

/** Stores what a dataset is found by, in place of what it was found by before. */
export function replaceAttributes(database: RowDatabase, dataset: DatasetRecord): void {
  const { id: datasetId, createdAt } = dataset;
  database.delete(attributes, { datasetId });
  for (const { key, value } of attributesOf(dataset)) {
    database.insert(attributes, { datasetId, key, value, createdAt });
  }
}

/** Removes the content of all states of items, except of those that have lost it before. */
export function purge(
  database: RowDatabase,
  rows: RowPrimitives,
  { datasetId, ids, purgedAt }: PurgeRequest,
): void {
  if (ids.length === 0) return;
  const purged = { ...PURGED_CONTENT, purgedAt };
  for (const { item, validTo } of rows.findItemStates(ids, datasetId)) {
    if (item.datasetId !== datasetId || item.purgedAt !== null) continue;
    const { id, version } = item;
    if (validTo === null) database.update(items, purged, { id });
    else database.update(history, purged, { id, version });
  }
}
