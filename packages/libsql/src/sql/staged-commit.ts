import { ITEM_DOCUMENTS, takesOver, type StagedCommitRequest } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { conditionsOn, hasItsCommit } from './commit.js';
import { refuseUnless } from './refusal.js';
import {
  documentColumns,
  formerOf,
  isDeleted,
  isNew,
  keyOf,
  meeting,
  missing,
  namesOf,
  OF_IMPORT,
  SAME_EXTERNAL_ID,
} from './staging.js';
import type { Statement } from './statement.js';
import { currentNumber, currentVersion, setVersion, stateColumns } from './states.js';

/** A condition on `s` and `i` that tells whether an update would change something. */
const DIFFERS = `(${ITEM_DOCUMENTS.map((name) => `i."${name}" IS NOT s."${name}"`).join(' OR ')})`;

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
