import { randomUUID } from 'node:crypto';
import {
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  type CommitRefused,
  type CommitRequest,
  type CommitResult,
} from '@mastra-datasets/core';
import type { RunStatement } from '../connection/connection.js';
import type { FoundDataset, TablesReader } from '../tables/reader.js';
import { insertRows } from './insert-rows.js';
import { lockDataset } from './write-dataset.js';
import { insertedRecord, insertStates, purgeItems, type NewState } from './write-items.js';

/** What a commit wrote, and what the timeline has to know of it. */
export interface WrittenCommit extends CommitResult {
  readonly changes: { readonly added: number; readonly updated: number; readonly deleted: number };
}

/** Writes a commit of a copy as the next version. Its conditions on items are those of a copy. */
export async function writeCommit(
  reader: TablesReader,
  run: RunStatement,
  request: CommitRequest,
): Promise<WrittenCommit | CommitRefused> {
  const { datasetId, inserts, updates, deletes, purges } = request;
  const found = await lockDataset(reader, run, datasetId);
  if (found === null) return { refused: 'dataset' };
  const { record } = found;
  if (request.expectedVersion !== 'any' && request.expectedVersion !== record.version) {
    return { refused: 'version' };
  }
  if (request.schemaRevision !== record.schemaRevision) return { refused: 'schemas' };
  const place = {
    datasetId,
    number: record.versionNumber + 1,
    version: Math.max(request.now(), record.version + 1),
    tenancy: tenancyOf(found),
  };
  const changed = [...updates.map(({ id }) => id), ...deletes];
  const condition = `"datasetId" = ? AND "validTo" IS NULL
    AND ${reader.connection.dialect.isAmong('id')}`;
  const current = await reader.states(condition, [datasetId, JSON.stringify(changed)], run);
  const items = new Map(current.map(({ item }) => [item.id, item]));
  const states: NewState[] = inserts.map((insert) => ({
    item: insertedRecord(insert, place),
    isDeleted: false,
  }));
  for (const { id, ...documents } of updates) {
    const item = items.get(id);
    if (item === undefined) return { refused: 'items' };
    if (item.purgedAt !== null) return { refused: 'purged' };
    states.push({ item: { ...item, ...documents }, isDeleted: false });
  }
  for (const id of deletes) {
    const item = items.get(id);
    if (item === undefined) return { refused: 'items' };
    states.push({ item, isDeleted: true });
  }
  const revived = inserts.filter(({ createdAt }) => createdAt !== null).map(({ id }) => id);
  await endStates(reader, run, [...changed, ...revived], place);
  await insertStates(reader, run, states, place);
  await writeVersion(reader, run, place);
  await purgeItems(reader, run, { datasetId, ids: purges, purgedAt: place.version });
  const { number, version } = place;
  const changes = { added: inserts.length, updated: updates.length, deleted: deletes.length };
  return { number, version, updated: [], changes };
}

/** Whose the items of a dataset are: they inherit it. */
export function tenancyOf({ record }: FoundDataset): Record<string, unknown> {
  const attributes = record.attributes?.toValue() ?? {};
  const { organizationId, projectId } = attributes as Record<string, unknown>;
  return { organizationId, projectId };
}

interface Version {
  readonly datasetId: string;
  readonly number: number;
  readonly version: number;
}

/** Ends the rows of items that a version changes. A row of a deletion ends when the item is back. */
async function endStates(
  { connection: { dialect } }: TablesReader,
  run: RunStatement,
  ids: readonly string[],
  { datasetId, number }: Version,
): Promise<void> {
  if (ids.length === 0) return;
  await run(
    `UPDATE ${dialect.table(TABLE_DATASET_ITEMS)} SET "validTo" = ?
      WHERE "datasetId" = ? AND "validTo" IS NULL AND ${dialect.isAmong('id')}`,
    [number, datasetId, JSON.stringify(ids)],
  );
}

async function writeVersion(
  reader: TablesReader,
  run: RunStatement,
  { datasetId, number, version }: Version,
): Promise<void> {
  const { dialect } = reader.connection;
  const { [TABLE_DATASET_VERSIONS]: columns } = await reader.columns();
  const row = { id: randomUUID(), datasetId, version: number, createdAt: version };
  await insertRows(run, { dialect, table: TABLE_DATASET_VERSIONS, columns }, [row]);
  const sql = `UPDATE ${dialect.table(TABLE_DATASETS)} SET "version" = ? WHERE "id" = ?`;
  await run(sql, [number, datasetId]);
}
