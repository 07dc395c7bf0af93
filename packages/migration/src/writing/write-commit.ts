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
import type { GivenState, KnownState } from '../tables/dataset-index.js';
import type { FoundDataset, TablesReader } from '../tables/reader.js';
import { insertRows } from './insert-rows.js';
import { lockDataset } from './write-dataset.js';
import { insertedRecord, insertStates, purgeItems, type NewState } from './write-items.js';

/** What a commit wrote, and what the index has to know of it. */
export interface WrittenCommit extends CommitResult {
  readonly states: readonly GivenState[];
}

/** Writes a commit of a copy as the next version. Its conditions on items are those of a copy. */
export async function writeCommit(
  reader: TablesReader,
  run: RunStatement,
  request: CommitRequest,
): Promise<WrittenCommit | CommitRefused> {
  const { datasetId, inserts, updates, deletes, purges } = request;
  const dataset = await lockDataset(reader, run, datasetId);
  if (dataset === null) return { refused: 'dataset' };
  const { record, index } = dataset;
  if (request.expectedVersion !== 'any' && request.expectedVersion !== record.version) {
    return { refused: 'version' };
  }
  if (request.schemaRevision !== record.schemaRevision) return { refused: 'schemas' };
  const place = {
    datasetId,
    number: record.versionNumber + 1,
    version: Math.max(request.now(), record.version + 1),
    tenancy: tenancyOf(dataset),
  };
  const changed = [...updates.map(({ id }) => id), ...deletes];
  const current = changed.flatMap((id) => index.stateAt(id, record.versionNumber) ?? []);
  const found = await reader.items(index, current, run);
  const items = new Map(found.map((item) => [item.id, item]));
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
  // What is inserted again was deleted before.
  const ended = [...changed, ...inserts.map(({ id }) => id)].flatMap(
    (id) => index.statesOf(id).at(-1) ?? [],
  );
  await endStates(reader, run, ended, place);
  await insertStates(reader, run, states, place);
  await writeVersion(reader, run, place);
  await purgeItems(reader, run, { datasetId, ids: purges, purgedAt: place.version });
  const { number, version } = place;
  return { number, version, updated: [], states: states.map(toGiven) };
}

function toGiven({ item, isDeleted }: NewState): GivenState {
  return { id: item.id, createdAt: item.createdAt, isDeleted };
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
  states: readonly KnownState[],
  { datasetId, number }: Version,
): Promise<void> {
  if (states.length === 0) return;
  const numbers = [...new Set(states.map((state) => state.number))];
  // Mastra's index of versions finds these rows; that of the current rows would go through all items.
  await run(
    `UPDATE ${dialect.table(TABLE_DATASET_ITEMS)} SET "validTo" = ?
      WHERE "datasetId" = ? AND "datasetVersion" IN (${numbers.join(', ')})
        AND ${dialect.isAmong('id')} AND coalesce("validTo", -1) = -1`,
    [number, datasetId, JSON.stringify(states.map(({ id }) => id))],
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
