import { datasetKey, type ForkSource, type PurgeRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { currentVersion, lockDataset } from './dataset-row.js';
import { isOneOf } from './ids.js';
import { findPurgedItemIds } from './items.js';
import { refuseUnless } from './refusal.js';
import { Parameters, type Statement } from './statement.js';

export function purgeItems(
  tables: Tables,
  datasetId: string,
  purges: readonly string[],
): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  return purge(tables.history, id, purges, currentVersion(tables, id), parameters);
}

/** Refuses the commit where an item would come back whose content was removed. */
export function requireWhole(
  { datasets, history }: Tables,
  datasetId: string,
  inserted: readonly string[],
): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  const sql = `NOT EXISTS (SELECT 1 FROM ${history} h WHERE h."datasetId" = ${id}
    AND ${isOneOf('h."id"', inserted, parameters)} AND h."purgedAt" IS NOT NULL)`;
  return {
    text: `UPDATE ${datasets}
      SET "version" = ${refuseUnless([{ name: 'purged', sql }], '"version"', '"version"')}
      WHERE "id" = ${id}`,
    values: parameters.values,
  };
}

/**
 * Refuses a fork unless its source is still there, and nothing of it has been purged meanwhile. The
 * source is locked first: a statement that waits for its row sees the rest as it was before.
 */
export function requireUnchangedSource(
  tables: Tables,
  { datasetId, createdAt, purgedItems }: ForkSource,
): Statement[] {
  const purged = findPurgedItemIds(tables, datasetId);
  const countIf = (name: string, sql: string) =>
    refuseUnless([{ name, sql }], 'count(*)', 'count(*)');
  return [
    lockDataset(tables, datasetId, true),
    {
      text: `SELECT ${countIf('source', 'count(*) FILTER (WHERE "createdAt" = $2) = 1')}
        FROM ${tables.datasets} WHERE "id" = $1`,
      values: [datasetKey(datasetId), createdAt],
    },
    {
      text: `SELECT ${countIf('purged', 'count(*) = $2')} FROM (${purged.text}) "each"`,
      values: [...purged.values, purgedItems],
    },
  ];
}

/** Removes the content of items from their current and former states, under the dataset's lock. */
export function purgeInPlace(
  tables: Tables,
  { datasetId, ids, purgedAt }: PurgeRequest,
): Statement[] {
  const purges = [tables.items, tables.history].map((table) => {
    const parameters = new Parameters();
    const id = parameters.add(datasetKey(datasetId));
    return purge(table, id, ids, `${parameters.add(purgedAt)}::bigint`, parameters);
  });
  return [lockDataset(tables, datasetId, true), ...purges];
}

/** Removes the content of items from their states in a table; `purgedAt` is SQL. */
function purge(
  table: string,
  id: string,
  purges: readonly string[],
  purgedAt: string,
  parameters: Parameters,
): Statement {
  return {
    text: `UPDATE ${table} SET "input" = 'null', "expectedOutput" = NULL,
        "context" = NULL, "splits" = NULL, "source" = NULL, "attributes" = NULL,
        "externalId" = NULL, "purgedAt" = ${purgedAt}
      WHERE "datasetId" = ${id} AND ${isOneOf('"id"', purges, parameters)} AND "purgedAt" IS NULL`,
    values: parameters.values,
  };
}
