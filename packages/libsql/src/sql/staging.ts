import type { ItemInsert, StagedCommitRequest, Staging } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { chunkRows } from './rows-of-values.js';
import type { Statement } from './statement.js';
import { currentVersion, stateColumns } from './states.js';

/** The most staged items that one write deletes. */
const MOST_DELETED = 20_000;

/** A condition on staged items `s`; takes the parameters `:datasetId` and `:importId`. */
const OF_IMPORT = 's."datasetId" = :datasetId AND s."importId" = :importId';

/** A condition on a staged item `s` and the current item `i` with its external id. */
const SAME_EXTERNAL_ID = 'i."datasetId" = :datasetId AND i."externalId" = s."externalId"';

/** A condition on `s` and `i` that tells whether an update would change something. */
const DIFFERS = `(i."input" IS NOT s."input" OR i."expectedOutput" IS NOT s."expectedOutput"
  OR i."context" IS NOT s."context")`;

/** The staged items `s`, each with the current item `i` it meets, where there is one. */
function meeting({ staged, items }: Tables, join: 'CROSS JOIN' | 'LEFT JOIN'): string {
  return `${staged} s ${join} ${items} i ON ${SAME_EXTERNAL_ID}`;
}

function isNew({ items }: Tables): string {
  return `NOT EXISTS (SELECT 1 FROM ${items} i WHERE ${SAME_EXTERNAL_ID})`;
}

/** Stages items; none where the dataset is gone, with which what was staged for it went away. */
export function stage(
  { staged, datasets }: Tables,
  { datasetId, importId }: Staging,
  stagedAt: number,
  items: readonly ItemInsert[],
): Statement[] {
  const values = items.map((item) => [
    item.id,
    item.externalId,
    item.input.text,
    item.expectedOutput?.text ?? null,
    item.context?.text ?? null,
  ]);
  return chunkRows(values).map(({ clause, rows }) => ({
    sql: `INSERT INTO ${staged} ("datasetId", "importId", "stagedAt", "id", "externalId", "input",
        "expectedOutput", "context")
      SELECT ?, ?, ?, v.* FROM (${clause}) v
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

export function findStagedConflict(tables: Tables, staging: Staging): Statement {
  return {
    sql: `SELECT s."externalId" AS "externalId" FROM ${meeting(tables, 'CROSS JOIN')}
      WHERE ${OF_IMPORT} LIMIT 1`,
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

function keyOf({ datasetId, importId }: Staging) {
  return { datasetId, importId };
}

/**
 * Makes staged items a commit, as one batch. As in every commit, the first statement advances the
 * version, to NULL where a precondition does not hold, which fails the whole batch. The version
 * stays when nothing differs, and then the other statements find nothing to do. The second returns
 * the counts.
 */
export function commitStagedStatements(tables: Tables, request: StagedCommitRequest): Statement[] {
  const { onConflict } = request;
  const updates =
    onConflict === 'update' ? [supersede(tables, request), update(tables, request)] : [];
  return [
    advance(tables, request),
    insertCommit(tables, request),
    ...updates,
    insert(tables, request),
  ];
}

function advance(tables: Tables, request: StagedCommitRequest): Statement {
  const { datasets, staged, versions } = tables;
  const { now, expectedVersion, schemaRevision, onConflict, count } = request;
  const conditions = [
    '"schemaRevision" IS :schemaRevision',
    `EXISTS (SELECT 1 FROM ${versions} v
      WHERE v."datasetId" = :datasetId AND v."version" = ${datasets}."version")`,
    `(SELECT count(*) FROM ${staged} s WHERE ${OF_IMPORT}) = :count`,
  ];
  if (expectedVersion !== null) conditions.push('"version" = :expectedVersion');
  if (onConflict === 'error') {
    conditions.push(
      `NOT EXISTS (SELECT 1 FROM ${meeting(tables, 'CROSS JOIN')} WHERE ${OF_IMPORT})`,
    );
  }
  const differs = onConflict === 'update' ? `OR ${DIFFERS}` : '';
  return {
    sql: `UPDATE ${datasets} SET "version" = CASE WHEN ${conditions.join(' AND ')} THEN
        CASE WHEN EXISTS (SELECT 1 FROM ${meeting(tables, 'LEFT JOIN')}
          WHERE ${OF_IMPORT} AND (i."id" IS NULL ${differs}))
        THEN max(:now, "version" + 1) ELSE "version" END END
      WHERE "id" = :datasetId RETURNING "version"`,
    args: {
      ...keyOf(request),
      now: now(),
      schemaRevision,
      count,
      ...(expectedVersion === null ? {} : { expectedVersion }),
    },
  };
}

function insertCommit(tables: Tables, request: StagedCommitRequest): Statement {
  const { versions, staged } = tables;
  const added = `(SELECT count(*) FROM ${staged} s WHERE ${OF_IMPORT} AND ${isNew(tables)})`;
  const updated =
    request.onConflict === 'update'
      ? `(SELECT count(*) FROM ${meeting(tables, 'CROSS JOIN')} WHERE ${OF_IMPORT} AND ${DIFFERS})`
      : '0';
  return {
    sql: `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
        "deleted", "purged", "itemCount", "message")
      SELECT c."datasetId", c."newVersion", c."number" + 1, c."added", c."updated", 0, 0,
        c."itemCount" + c."added", :message
      FROM (
        SELECT v.*, ${currentVersion(tables)} AS "newVersion", ${added} AS "added",
          ${updated} AS "updated"
        FROM (SELECT "datasetId", "version", "number", "itemCount" FROM ${versions}
          WHERE "datasetId" = :datasetId ORDER BY "version" DESC LIMIT 1) v
      ) c
      WHERE c."newVersion" > c."version"
      RETURNING "added", "updated"`,
    args: { ...keyOf(request), message: request.message },
  };
}

function supersede(tables: Tables, request: StagedCommitRequest): Statement {
  return {
    sql: `INSERT INTO ${tables.history} (${stateColumns()}, "validTo")
      SELECT ${stateColumns('i.')}, ${currentVersion(tables)} FROM ${meeting(tables, 'CROSS JOIN')}
      WHERE ${OF_IMPORT} AND ${DIFFERS}`,
    args: keyOf(request),
  };
}

function update(tables: Tables, request: StagedCommitRequest): Statement {
  const { items, staged } = tables;
  const version = currentVersion(tables);
  return {
    sql: `UPDATE ${items} AS i SET "version" = ${version}, "updatedAt" = ${version},
        "input" = s."input", "expectedOutput" = s."expectedOutput", "context" = s."context"
      FROM ${staged} s
      WHERE ${OF_IMPORT} AND ${SAME_EXTERNAL_ID} AND ${DIFFERS}`,
    args: keyOf(request),
  };
}

function insert(tables: Tables, request: StagedCommitRequest): Statement {
  const { items, staged } = tables;
  // Looking for rivals would take a copy of all rows, and the first statement has done it.
  const condition = request.onConflict === 'error' ? '' : `AND ${isNew(tables)}`;
  const version = currentVersion(tables);
  return {
    sql: `INSERT INTO ${items} (${stateColumns()})
      SELECT s."id", s."datasetId", s."externalId", ${version}, s."input", s."expectedOutput",
        s."context", ${version}, ${version}
      FROM ${staged} s WHERE ${OF_IMPORT} ${condition}`,
    args: keyOf(request),
  };
}
