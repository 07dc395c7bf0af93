import {
  ITEM_DOCUMENTS,
  takesOver,
  type NamingImport,
  type StagedItem,
  type StagedCommitRequest,
  type Staging,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { conditionsOn, hasItsCommit } from './commit.js';
import { lastNamed } from './items.js';
import { refuseUnless } from './refusal.js';
import { chunkRows, valuesOf } from './rows-of-values.js';
import type { Statement } from './statement.js';
import { currentNumber, currentVersion, setVersion, stateColumns } from './states.js';

/** The most staged items that one write deletes. */
const MOST_DELETED = 20_000;

/** A condition on staged items `s`; takes the parameters `:datasetId` and `:importId`. */
const OF_IMPORT = 's."datasetId" = :datasetId AND s."importId" = :importId';

/** A condition on a staged item `s` and the current item `i` with its external id. */
const SAME_EXTERNAL_ID = 'i."datasetId" = :datasetId AND i."externalId" = s."externalId"';

/** A condition on `s` and `i` that tells whether an update would change something. */
const DIFFERS = `(${ITEM_DOCUMENTS.map((name) => `i."${name}" IS NOT s."${name}"`).join(' OR ')})`;

/** The columns of JSON, of a table with an alias such as `s.`. */
function documentColumns(alias = ''): string {
  return ITEM_DOCUMENTS.map((name) => `${alias}"${name}"`).join(', ');
}

/** The staged items `s`, each with the current item `i` it meets, where there is one. */
function meeting({ staged, items }: Tables, join: 'CROSS JOIN' | 'LEFT JOIN'): string {
  return `${staged} s ${join} ${items} i ON ${SAME_EXTERNAL_ID}`;
}

function isNew({ items }: Tables): string {
  return `NOT EXISTS (SELECT 1 FROM ${items} i WHERE ${SAME_EXTERNAL_ID})`;
}

/** A condition on a staged item that a deleted item, and no current one, has its external id. */
function isDeleted(tables: Tables): string {
  return `${isNew(tables)} AND ${formerOf(tables, 'id')} IS NOT NULL`;
}

/** A column of the former item that the external id of a staged one names. */
function formerOf({ history }: Tables, column: string): string {
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

function keyOf({ datasetId, importId }: Staging) {
  return { datasetId, importId };
}

/**
 * The current items `i` that an import does not name. Takes the parameters `:datasetId`, `:importId`
 * and `:alsoNamed`.
 */
function missing({ items, staged }: Tables): string {
  return `${items} AS i WHERE i."datasetId" = :datasetId AND NOT EXISTS (
    SELECT 1 FROM ${staged} s WHERE s."datasetId" = :datasetId
      AND s."importId" IN (:importId, :alsoNamed) AND s."externalId" = i."externalId")`;
}

/** The parameters of {@link missing}. */
function namesOf({ datasetId, importId, alsoNamed }: NamingImport) {
  return { datasetId, importId, alsoNamed: alsoNamed ?? importId };
}

export function countMissing(tables: Tables, naming: NamingImport): Statement {
  return { sql: `SELECT count(*) FROM ${missing(tables)}`, args: namesOf(naming) };
}

/** Deletes what an import does not name, where it is to. */
function deleteMissing(tables: Tables, request: StagedCommitRequest): Statement[] {
  if (request.onMissing === 'keep') return [];
  const args = namesOf(request);
  const former = `INSERT INTO ${tables.history} (${stateColumns()}, "validTo")
    SELECT ${stateColumns('i.')}, ${currentVersion(tables)} FROM ${missing(tables)}`;
  return [
    { sql: former, args },
    { sql: `DELETE FROM ${missing(tables)}`, args },
  ];
}

/**
 * Makes staged items a commit, as one batch. As in every commit, the first statement advances the
 * version, and fails with the whole batch where a condition does not hold. The version stays when
 * nothing differs, and then the other statements find nothing to do. The one at `counted` returns
 * the counts.
 */
export function commitStagedStatements(tables: Tables, request: StagedCommitRequest) {
  const before = [advance(tables, request), ...deleteMissing(tables, request)];
  const updates = takesOver(request) ? [supersede(tables, request), update(tables, request)] : [];
  const statements: Statement[] = [
    ...before,
    insertCommit(tables, request),
    ...updates,
    insert(tables, request),
  ];
  return { statements, counted: before.length };
}

function advance(tables: Tables, request: StagedCommitRequest): Statement {
  const { datasets, staged } = tables;
  const { now, expectedVersion, schemaRevision, onConflict, onDeleted, count } = request;
  const { onMissing, maxDeleted, alsoNamed, alsoNamedCount } = request;
  const conditions = [
    hasItsCommit(tables),
    ...conditionsOn(expectedVersion),
    { name: 'staged', sql: `(SELECT count(*) FROM ${staged} s WHERE ${OF_IMPORT}) = :count` },
  ];
  if (alsoNamed !== null) {
    const sql = `(SELECT count(*) FROM ${staged} s
      WHERE s."datasetId" = :datasetId AND s."importId" = :alsoNamed) = :alsoNamedCount`;
    conditions.push({ name: 'staged', sql });
  }
  if (onConflict === 'error') {
    const sql = `NOT EXISTS (SELECT 1 FROM ${meeting(tables, 'CROSS JOIN')} WHERE ${OF_IMPORT})`;
    conditions.push({ name: 'externalIds', sql });
  }
  if (onConflict === 'merge') {
    const sql = `NOT EXISTS (SELECT 1 FROM ${meeting(tables, 'LEFT JOIN')}
      WHERE ${OF_IMPORT} AND i."version" IS NOT s."mergedWith")`;
    conditions.push({ name: 'kept', sql });
  }
  if (onDeleted === 'error') {
    const sql = `NOT EXISTS (SELECT 1 FROM ${staged} s
      WHERE ${OF_IMPORT} AND ${isDeleted(tables)})`;
    conditions.push({ name: 'deletedItems', sql });
  }
  if (maxDeleted !== null) {
    conditions.push({ name: 'deletions', sql: 'c."missing" <= :maxDeleted' });
  }
  const missed = onMissing === 'delete' ? `(SELECT count(*) FROM ${missing(tables)})` : '0';
  const differs = takesOver(request) ? `OR ${DIFFERS}` : '';
  const version = 'iif(c."differs", max(:now, "version" + 1), "version")';
  return {
    sql: `UPDATE ${datasets} SET ("version", "versionNumber") = (
        SELECT ${refuseUnless(conditions, version)}, ${currentNumber(tables)} + c."differs"
        FROM (
          SELECT m."missing", m."missing" > 0 OR EXISTS (
            SELECT 1 FROM ${meeting(tables, 'LEFT JOIN')}
            WHERE ${OF_IMPORT} AND (i."id" IS NULL ${differs})) AS "differs"
          FROM (SELECT ${missed} AS "missing") m
        ) c
      )
      WHERE "id" = :datasetId RETURNING "version", "versionNumber"`,
    args: {
      ...namesOf(request),
      now: now(),
      expectedVersion,
      schemaRevision,
      count,
      alsoNamedCount,
      maxDeleted,
    },
  };
}

/** Stores the commit. All states that it has ended by then are those of deleted items. */
function insertCommit(tables: Tables, request: StagedCommitRequest): Statement {
  const { versions, staged, history } = tables;
  const deleted =
    request.onMissing === 'delete'
      ? `(SELECT count(*) FROM ${history} h
          WHERE h."datasetId" = :datasetId AND h."validTo" = ${currentVersion(tables)})`
      : '0';
  const added = `(SELECT count(*) FROM ${staged} s WHERE ${OF_IMPORT} AND ${isNew(tables)})`;
  const updated = takesOver(request)
    ? `(SELECT count(*) FROM ${meeting(tables, 'CROSS JOIN')} WHERE ${OF_IMPORT} AND ${DIFFERS})`
    : '0';
  return {
    sql: `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
        "deleted", "purged", "itemCount", "author", "message")
      SELECT c."datasetId", c."newVersion", c."number" + 1, c."added", c."updated", c."deleted", 0,
        c."itemCount" + c."added" - c."deleted", :author, :message
      FROM (
        SELECT v.*, ${currentVersion(tables)} AS "newVersion", ${added} AS "added",
          ${updated} AS "updated", ${deleted} AS "deleted"
        FROM (SELECT "datasetId", "version", "number", "itemCount" FROM ${versions}
          WHERE "datasetId" = :datasetId ORDER BY "version" DESC LIMIT 1) v
      ) c
      WHERE c."newVersion" > c."version"
      RETURNING "added", "updated", "deleted"`,
    args: { ...keyOf(request), author: request.author, message: request.message },
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
  const assignments = ITEM_DOCUMENTS.map((name) => `"${name}" = s."${name}"`);
  return {
    sql: `UPDATE ${items} AS i SET ${[setVersion(tables), ...assignments].join(', ')}
      FROM ${staged} s
      WHERE ${OF_IMPORT} AND ${SAME_EXTERNAL_ID} AND ${DIFFERS}`,
    args: keyOf(request),
  };
}

function insert(tables: Tables, request: StagedCommitRequest): Statement {
  const { datasets, items, history, staged } = tables;
  // Looking for rivals would take a copy of all rows, and the first statement has done it.
  const condition = request.onConflict === 'error' ? '' : `AND ${isNew(tables)}`;
  return {
    sql: `INSERT INTO ${items} (${stateColumns()})
      SELECT ifnull(h."id", s."id"), s."datasetId", s."externalId", d."version",
        d."versionNumber", ${documentColumns('s.')}, ifnull(h."createdAt", d."version"),
        d."version", NULL
      FROM ${datasets} d CROSS JOIN ${staged} s
        LEFT JOIN ${history} h ON h.rowid = ${formerOf(tables, 'rowid')}
      WHERE d."id" = :datasetId AND ${OF_IMPORT} ${condition}`,
    args: keyOf(request),
  };
}
