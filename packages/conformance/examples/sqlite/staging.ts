/* eslint-disable @typescript-eslint/require-await -- async makes what a method throws a rejection */
import {
  ITEM_DOCUMENTS,
  ITEM_STATE_COLUMNS,
  columnValues,
  nextVersion,
  takesOver,
  type NamingImport,
  type NumberedVersion,
  type StagedCommitRefused,
  type StagedCommitRequest,
  type StagedCommitResult,
  type Staging,
  type StagingPrimitives,
} from '@mastra-datasets/core/storage';
import { advance, requireDataset, writeUnlessRefused } from './commit.js';
import type { SqliteDatabase } from './database.js';
import { tables } from './tables.js';

const { datasets, items, history, staged } = tables;
const CONTENT = ['externalId', ...ITEM_DOCUMENTS] as const;
const COLUMNS = ['id', ...CONTENT] as const;
const STAGED_COLUMNS = [...COLUMNS, 'mergedWith'] as const;

/** Conditions on a staged item `s` of an import, and on the current item `i` that it meets. */
const OF_IMPORT = 's.datasetId = ? AND s.importId = ?';
const MEETS = 'i.datasetId = s.datasetId AND i.externalId = s.externalId';
/** A condition on former states of the item that the external id of a staged one names. */
const NAMED = 'h.datasetId = s.datasetId AND h.externalId = s.externalId';
const DIFFERS = `(${ITEM_DOCUMENTS.map((name) => `i.${name} IS NOT s.${name}`).join(' OR ')})`;

/** What imports need: their items wait in a table of their own until they are committed. */
export function sqliteStaging(db: SqliteDatabase): StagingPrimitives {
  return {
    async stage({ datasetId, importId }, stagedAt, inserts) {
      db.write(() => {
        for (const insert of inserts) {
          const values = [datasetId, importId, stagedAt, ...columnValues(insert, STAGED_COLUMNS)];
          // A dataset that was deleted meanwhile leaves nothing behind.
          db.run(
            `INSERT INTO ${staged} (datasetId, importId, stagedAt, ${STAGED_COLUMNS.join()})
              SELECT ${values.map(() => '?').join()} FROM ${datasets} WHERE id = ?`,
            ...[...values, datasetId],
          );
        }
      });
    },

    async findStaged({ datasetId, importId }, externalIds) {
      const rows = db.all(
        `SELECT externalId FROM ${staged} s
          WHERE ${OF_IMPORT} AND externalId IN (SELECT value FROM json_each(?))`,
        ...[datasetId, importId, JSON.stringify(externalIds)],
      );
      return rows.map((row) => String(row['externalId']));
    },

    async findStagedConflict(staging, among) {
      return findStagedConflict(db, staging, among);
    },

    async countMissing(naming) {
      return countMissing(db, naming);
    },

    async commitStaged(request) {
      return writeUnlessRefused<StagedCommitResult, StagedCommitRefused['refused']>(db, (refuse) =>
        commitStaged(db, request, refuse),
      );
    },

    async discardStaged({ datasetId, importId }) {
      db.run(`DELETE FROM ${staged} AS s WHERE ${OF_IMPORT}`, datasetId, importId);
    },

    async findAbandoned(datasetId, since) {
      const rows = db.all(
        `SELECT importId FROM ${staged} WHERE datasetId = ?
          GROUP BY importId HAVING max(stagedAt) < ?`,
        ...[datasetId, since],
      );
      return rows.map((row) => String(row['importId']));
    },
  };
}

function findStagedConflict(
  db: SqliteDatabase,
  { datasetId, importId }: Staging,
  among: 'current' | 'deleted',
): string | null {
  const isCurrent = `EXISTS (SELECT 1 FROM ${items} i WHERE ${MEETS})`;
  const isDeleted = `EXISTS (SELECT 1 FROM ${history} h WHERE ${NAMED}) AND NOT ${isCurrent}`;
  const row = db.get(
    `SELECT s.externalId FROM ${staged} s
      WHERE ${OF_IMPORT} AND ${among === 'current' ? isCurrent : isDeleted} LIMIT 1`,
    ...[datasetId, importId],
  );
  return row === undefined ? null : String(row['externalId']);
}

function commitStaged(
  db: SqliteDatabase,
  request: StagedCommitRequest,
  refuse: (condition: StagedCommitRefused['refused']) => never,
): StagedCommitResult {
  const { datasetId, importId, onConflict, onDeleted, count, author, message } = request;
  const { onMissing, maxDeleted, alsoNamed, alsoNamedCount } = request;
  const previous = requireDataset(db, request, refuse);
  const key = [datasetId, importId];
  const countOf = (id: string) =>
    db.get(`SELECT count(*) AS count FROM ${staged} s WHERE ${OF_IMPORT}`, datasetId, id)?.[
      'count'
    ];
  if (countOf(importId) !== count) refuse('staged');
  if (alsoNamed !== null && countOf(alsoNamed) !== alsoNamedCount) refuse('staged');
  const meets = (among: 'current' | 'deleted') => findStagedConflict(db, request, among) !== null;
  if (onConflict === 'error' && meets('current')) refuse('externalIds');
  if (onConflict === 'merge') {
    const outdated = db.get(
      `SELECT 1 FROM ${staged} s LEFT JOIN ${items} i ON ${MEETS}
        WHERE ${OF_IMPORT} AND i.version IS NOT s.mergedWith LIMIT 1`,
      ...key,
    );
    if (outdated !== undefined) refuse('kept');
  }
  if (onDeleted === 'error' && meets('deleted')) refuse('deletedItems');
  const missing = onMissing === 'delete' ? countMissing(db, request) : 0;
  if (maxDeleted !== null && missing > maxDeleted) refuse('deletions');
  const version = nextVersion(request.now(), previous.version);
  const number = previous.number + 1;
  const deleted = missing > 0 ? deleteMissing(db, request, version) : 0;
  const updated = takesOver(request) ? updateItems(db, request, { version, number }) : 0;
  const added = db.run(
    `INSERT INTO ${items} (datasetId, version, versionNumber, createdAt, updatedAt, ${COLUMNS.join()})
      SELECT s.datasetId, ?, ?, coalesce(former.createdAt, ?), ?, coalesce(former.id, s.id),
        ${CONTENT.map((column) => `s.${column}`).join()}
      FROM ${staged} s LEFT JOIN ${history} former ON former.rowid = (
        SELECT h.rowid FROM ${history} h WHERE ${NAMED} ORDER BY h.validTo DESC LIMIT 1)
      WHERE ${OF_IMPORT} AND NOT EXISTS (SELECT 1 FROM ${items} i WHERE ${MEETS})`,
    ...[version, number, version, version, ...key],
  );
  if (added + updated + deleted === 0) {
    return { version: previous.version, added, updated, deleted };
  }
  advance(db, previous, { version, added, updated, deleted, purged: 0, author, message });
  return { version, added, updated, deleted };
}

/** The current items `i` that an import does not name, and the values of that condition. */
function missingFrom({ datasetId, importId, alsoNamed }: NamingImport) {
  const isNamed = `s.datasetId = i.datasetId AND s.importId IN (?, ?)
    AND s.externalId = i.externalId`;
  return {
    from: `${items} AS i WHERE i.datasetId = ?
      AND NOT EXISTS (SELECT 1 FROM ${staged} s WHERE ${isNamed})`,
    values: [datasetId, importId, alsoNamed ?? importId],
  };
}

function countMissing(db: SqliteDatabase, naming: NamingImport): number {
  const { from, values } = missingFrom(naming);
  return Number(db.get(`SELECT count(*) AS count FROM ${from}`, ...values)?.['count']);
}

/** Deletes what an import does not name, and gives how many that were. */
function deleteMissing(db: SqliteDatabase, naming: NamingImport, version: number): number {
  const { from, values } = missingFrom(naming);
  db.run(
    `INSERT INTO ${history} (${ITEM_STATE_COLUMNS.join()}, validTo)
      SELECT ${ITEM_STATE_COLUMNS.map((column) => `i.${column}`).join()}, ? FROM ${from}`,
    ...[version, ...values],
  );
  return db.run(`DELETE FROM ${from}`, ...values);
}

/** Lets current items take over the content of staged ones where it differs. */
function updateItems(
  db: SqliteDatabase,
  { datasetId, importId }: Staging,
  { version, number }: NumberedVersion,
): number {
  db.run(
    `INSERT INTO ${history} (${ITEM_STATE_COLUMNS.join()}, validTo)
      SELECT ${ITEM_STATE_COLUMNS.map((column) => `i.${column}`).join()}, ?
      FROM ${staged} s JOIN ${items} i ON ${MEETS} WHERE ${OF_IMPORT} AND ${DIFFERS}`,
    ...[version, datasetId, importId],
  );
  return db.run(
    `UPDATE ${items} AS i SET version = ?, versionNumber = ?, updatedAt = ?,
        ${ITEM_DOCUMENTS.map((column) => `${column} = s.${column}`).join()}
      FROM ${staged} s WHERE ${OF_IMPORT} AND ${MEETS} AND ${DIFFERS}`,
    ...[version, number, version, datasetId, importId],
  );
}
