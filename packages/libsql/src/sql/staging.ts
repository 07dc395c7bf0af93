import {
  ITEM_DOCUMENTS,
  type NamingImport,
  type StagedItem,
  type Staging,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { lastNamed } from './items.js';
import { chunkRows, valuesOf } from './rows-of-values.js';
import type { Statement } from './statement.js';

/** The most staged items that one write deletes. */
const MOST_DELETED = 20_000;

/** A condition on staged items `s`; takes the parameters `:datasetId` and `:importId`. */
export const OF_IMPORT = 's."datasetId" = :datasetId AND s."importId" = :importId';

/** A condition on a staged item `s` and the current item `i` with its external id. */
export const SAME_EXTERNAL_ID = 'i."datasetId" = :datasetId AND i."externalId" = s."externalId"';

/** The columns of JSON, of a table with an alias such as `s.`. */
export function documentColumns(alias = ''): string {
  return ITEM_DOCUMENTS.map((name) => `${alias}"${name}"`).join(', ');
}

/** The staged items `s`, each with the current item `i` it meets, where there is one. */
export function meeting({ staged, items }: Tables, join: 'CROSS JOIN' | 'LEFT JOIN'): string {
  return `${staged} s ${join} ${items} i ON ${SAME_EXTERNAL_ID}`;
}

export function isNew({ items }: Tables): string {
  return `NOT EXISTS (SELECT 1 FROM ${items} i WHERE ${SAME_EXTERNAL_ID})`;
}

/** A condition on a staged item that a deleted item, and no current one, has its external id. */
export function isDeleted(tables: Tables): string {
  return `${isNew(tables)} AND ${formerOf(tables, 'id')} IS NOT NULL`;
}

/** A column of the former item that the external id of a staged one names. */
export function formerOf({ history }: Tables, column: string): string {
  return lastNamed(history, ':datasetId', 's."externalId"', column);
}

/** Stages items; none where the dataset is gone, with which what was staged for it went away. */
export function stage(
  { staged, datasets }: Tables,
  { datasetId, importId }: Staging,
  stagedAt: number,
  items: readonly StagedItem[],
): Statement[] {
  const chunks = chunkRows(items, (item) => [
    item.id,
    item.externalId,
    item.mergedWith,
    ...ITEM_DOCUMENTS.map((name) => item[name]?.text ?? null),
  ]);
  return Array.from(chunks, (rows) => ({
    sql: `INSERT INTO ${staged} ("datasetId", "importId", "stagedAt", "id", "externalId",
        "mergedWith", ${documentColumns()})
      SELECT ?, ?, ?, v.* FROM (${valuesOf(rows)}) v
      WHERE EXISTS (SELECT 1 FROM ${datasets} d WHERE d."id" = ?)`,
    args: [datasetId, importId, stagedAt, ...rows.flat(), datasetId],
  }));
}

export function findStaged(
  { staged }: Tables,
  staging: Staging,
  externalIds: readonly string[],
): Statement {
  return {
    sql: `SELECT s."externalId" AS "externalId" FROM json_each(:keys) j CROSS JOIN ${staged} s
      WHERE ${OF_IMPORT} AND s."externalId" = j.value`,
    args: { ...keyOf(staging), keys: JSON.stringify(externalIds) },
  };
}

export function findStagedConflict(
  tables: Tables,
  staging: Staging,
  among: 'current' | 'deleted',
): Statement {
  const source =
    among === 'current'
      ? `${meeting(tables, 'CROSS JOIN')} WHERE ${OF_IMPORT}`
      : `${tables.staged} s WHERE ${OF_IMPORT} AND ${isDeleted(tables)}`;
  return {
    sql: `SELECT s."externalId" AS "externalId" FROM ${source} LIMIT 1`,
    args: keyOf(staging),
  };
}

export function findAbandoned({ staged }: Tables, datasetId: string, since: number): Statement {
  return {
    sql: `SELECT "importId" FROM ${staged} WHERE "datasetId" = :datasetId
      GROUP BY "importId" HAVING max("stagedAt") < :since`,
    args: { datasetId, since },
  };
}

/** Deletes a part of what an import staged. */
export function discardStaged({ staged }: Tables, staging: Staging): Statement {
  return {
    sql: `DELETE FROM ${staged} WHERE rowid IN (
        SELECT s.rowid FROM ${staged} s WHERE ${OF_IMPORT} LIMIT ${MOST_DELETED}
      )`,
    args: keyOf(staging),
  };
}

export function keyOf({ datasetId, importId }: Staging) {
  return { datasetId, importId };
}

/**
 * The current items `i` that an import does not name. Takes the parameters `:datasetId`, `:importId`
 * and `:alsoNamed`.
 */
export function missing({ items, staged }: Tables): string {
  return `${items} AS i WHERE i."datasetId" = :datasetId AND NOT EXISTS (
    SELECT 1 FROM ${staged} s WHERE s."datasetId" = :datasetId
      AND s."importId" IN (:importId, :alsoNamed) AND s."externalId" = i."externalId")`;
}

/** The parameters of {@link missing}. */
export function namesOf({ datasetId, importId, alsoNamed }: NamingImport) {
  return { datasetId, importId, alsoNamed: alsoNamed ?? importId };
}

export function countMissing(tables: Tables, naming: NamingImport): Statement {
  return { sql: `SELECT count(*) FROM ${missing(tables)}`, args: namesOf(naming) };
}
