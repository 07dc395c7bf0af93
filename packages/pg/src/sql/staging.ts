import {
  datasetKey,
  ITEM_DOCUMENTS,
  type NamingImport,
  type StagedItem,
  type Staging,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { chunkRows } from './chunks.js';
import { documentColumns } from './columns.js';
import { lockDataset } from './dataset-row.js';
import { documentArrays, lengthOfDocuments, textParameters } from './item-writes.js';
import { lastNamed } from './items.js';
import { idArray, lookupId, storedId } from './ids.js';
import type { Statement } from './statement.js';
import { textArray } from './text-array.js';

/*
 * Rows that belong together are looked up by scalar subqueries, which no server turns into joins:
 * each is one search of one index. A table that was filled a moment ago has no statistics, and a
 * planner that takes a million rows for one would compare each row with all others.
 */

/** A condition on staged items `s`; the parameters are the dataset and the import. */
export const OF_IMPORT = 's."datasetId" = $1 AND s."importId" = $2';

/**
 * A condition on a staged item `s` and the current item `i` with its external id. The dataset is
 * also that of the staged item: a planner that is told only which one, and has no statistics of it,
 * takes it for empty, and any index that begins with it for as good as the right one. One that
 * spreads rows over machines has to be told, for it does not conclude it inside a subquery.
 */
const SAME_EXTERNAL_ID = `i."datasetId" = $1 AND i."datasetId" = s."datasetId"
  AND i."externalId" = s."externalId"`;

/** Selects something from the current item of a staged one `s`; NULL where there is none. */
export function fromCurrent({ items }: Tables, selected: string, condition = ''): string {
  return `(SELECT ${selected} FROM ${items} i WHERE ${SAME_EXTERNAL_ID} ${condition})`;
}

/** Selects a column of the former item that the external id of a staged one `s` names, or NULL. */
export function fromFormer(tables: Tables, column: string): string {
  const former =
    'l."datasetId" = $1 AND l."datasetId" = s."datasetId" AND l."externalId" = s."externalId"';
  return lastNamed(tables, column, former);
}

/** A condition on a staged item `s` that a deleted item, and no current one, has its external id. */
export function isDeleted(tables: Tables): string {
  return `${fromCurrent(tables, 'i."id"')} IS NULL AND ${fromFormer(tables, 'id')} IS NOT NULL`;
}

/** The dataset and the import, as parameters of a statement. */
export function keyOf({ datasetId, importId }: Staging): string[] {
  return [datasetKey(datasetId), lookupId(importId)];
}

/**
 * Stages items, as statements of one transaction; none where the dataset is gone. Whoever deletes
 * the dataset meanwhile does not see them yet, so that is looked for again in the end: its row is
 * locked then, and for no longer than the commit takes.
 */
export function stage(
  tables: Tables,
  staging: Staging,
  stagedAt: number,
  items: readonly StagedItem[],
): Statement[] {
  return [
    ...insertStaged(tables, staging, stagedAt, items),
    lockDataset(tables, staging.datasetId, true),
    discardOrphans(tables, staging),
  ];
}

function insertStaged(
  { staged, datasets }: Tables,
  { datasetId, importId }: Staging,
  stagedAt: number,
  items: readonly StagedItem[],
): Statement[] {
  return chunkRows(items, lengthOfDocuments).map((rows) => ({
    text: `INSERT INTO ${staged} ("datasetId", "importId", "stagedAt", "id", "externalId",
        "mergedWith", ${documentColumns()})
      SELECT d."id", $2::uuid, $3::bigint, v."id", v."externalId", v."mergedWith"::bigint,
        ${documentColumns('v.')}
      FROM ${datasets} d
      CROSS JOIN unnest($4::uuid[], ${textParameters(ITEM_DOCUMENTS.length + 2, 5)})
        AS v("id", "externalId", "mergedWith", ${documentColumns()})
      WHERE d."id" = $1`,
    values: [
      datasetKey(datasetId),
      storedId(importId),
      stagedAt,
      idArray(rows.map(({ id }) => storedId(id))),
      textArray(rows.map(({ externalId }) => externalId)),
      textArray(rows.map(({ mergedWith }) => (mergedWith === null ? null : String(mergedWith)))),
      ...documentArrays(rows),
    ],
  }));
}

/** Deletes what an import staged for a dataset that is gone. */
function discardOrphans({ staged, datasets }: Tables, staging: Staging): Statement {
  return {
    text: `DELETE FROM ${staged} s WHERE ${OF_IMPORT}
      AND NOT EXISTS (SELECT 1 FROM ${datasets} d WHERE d."id" = $1)`,
    values: keyOf(staging),
    isPlannedAnew: true,
  };
}

/** Returns those of some external ids that are staged. */
export function findStaged(
  { staged }: Tables,
  staging: Staging,
  externalIds: readonly string[],
): Statement {
  return {
    text: `SELECT k."externalId" FROM unnest($3::text[]) k("externalId")
      WHERE (SELECT s."id" FROM ${staged} s
        WHERE ${OF_IMPORT} AND s."externalId" = k."externalId") IS NOT NULL`,
    values: [...keyOf(staging), textArray(externalIds)],
    isPlannedAnew: true,
  };
}

/**
 * The condition that an import does not name the current item `i`. Its other parameter is the import
 * that names more.
 */
export function isMissing({ staged }: Tables, alsoNamed: string): string {
  return `(SELECT count(*) FROM ${staged} s
    WHERE s."datasetId" = $1 AND s."datasetId" = i."datasetId"
      AND s."importId" IN ($2, ${alsoNamed}) AND s."externalId" = i."externalId") = 0`;
}

/** The parameters of {@link isMissing}. */
export function namesOf({ alsoNamed, ...staging }: NamingImport): string[] {
  return [...keyOf(staging), lookupId(alsoNamed ?? staging.importId)];
}

/** Returns how many current items an import does not name. */
export function countMissing(tables: Tables, naming: NamingImport): Statement {
  return {
    text: `SELECT count(*) FROM ${tables.items} i
      WHERE i."datasetId" = $1 AND ${isMissing(tables, '$3')}`,
    values: namesOf(naming),
    isPlannedAnew: true,
  };
}

/** Returns an external id that a staged item has, and a current one, or else a deleted one. */
export function findStagedConflict(
  tables: Tables,
  staging: Staging,
  among: 'current' | 'deleted',
): Statement {
  const isCurrent = `${fromCurrent(tables, 'i."id"')} IS NOT NULL`;
  return {
    text: `SELECT s."externalId" FROM ${tables.staged} s
      WHERE ${OF_IMPORT} AND ${among === 'current' ? isCurrent : isDeleted(tables)} LIMIT 1`,
    values: keyOf(staging),
    isPlannedAnew: true,
  };
}

/** Returns the imports into a dataset that have staged nothing since a time. */
export function findAbandoned({ staged }: Tables, datasetId: string, since: number): Statement {
  return {
    text: `SELECT s."importId" FROM ${staged} s WHERE s."datasetId" = $1
      GROUP BY s."importId" HAVING max(s."stagedAt") < $2`,
    values: [datasetKey(datasetId), since],
  };
}

/** Deletes what an import staged, which keeps nobody waiting: no one else uses these rows. */
export function discardStaged({ staged }: Tables, staging: Staging): Statement {
  return {
    text: `DELETE FROM ${staged} s WHERE ${OF_IMPORT}`,
    values: keyOf(staging),
  };
}
