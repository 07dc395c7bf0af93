import {
  COMMIT_COLUMNS,
  ITEM_DOCUMENTS,
  ITEM_STATE_COLUMNS,
  commitFromRow,
  datasetFromRow,
  isRefused,
  itemFromRow,
  rowsOfCommit,
  type CommitBasis,
  type CommitRecord,
  type CommitRefused,
  type CommitRequest,
  type CommitResult,
  type DatasetRecord,
  type ItemRecord,
  type NamedItem,
} from '@mastra-datasets/core/storage';
import type { SqliteDatabase } from './database.js';
import { tables } from './tables.js';

const { datasets, items, history, versions } = tables;

/** Applies a commit: the core decides what it writes, or that it is refused. */
export function applyCommit(
  db: SqliteDatabase,
  request: CommitRequest,
): CommitResult | CommitRefused {
  return db.write(() => {
    const { datasetId, deletes, purges } = request;
    const rows = rowsOfCommit(request, basisOf(db, datasetId));
    if (isRefused(rows)) return rows;
    const { commit, ended, updated, inserted } = rows;
    const { version, number } = commit;
    for (const item of ended) {
      db.insert(history, [...ITEM_STATE_COLUMNS, 'validTo'], { ...item, validTo: version });
    }
    for (const id of deletes) db.run(`DELETE FROM ${items} WHERE id = ?`, id);
    for (const item of updated) db.update(items, ITEM_STATE_COLUMNS, item);
    for (const item of inserted) db.insert(items, ITEM_STATE_COLUMNS, item);
    for (const id of purges) purge(db, history, { datasetId, id, purgedAt: version });
    db.insert(versions, COMMIT_COLUMNS, commit);
    db.run(
      `UPDATE ${datasets} SET version = ?, versionNumber = ? WHERE id = ?`,
      ...[version, number, datasetId],
    );
    return { version, number, updated };
  });
}

/** What the core judges a commit by. */
export function basisOf(db: SqliteDatabase, datasetId: string): CommitBasis {
  const dataset = findDataset(db, datasetId);
  return {
    dataset,
    newest: findCommit(db, datasetId, 'version = ?', dataset?.version ?? null),
    findItem: (id) => findItem(db, 'id = ? AND datasetId = ?', id, datasetId),
    findNamed: (externalId) => findNamed(db, datasetId, externalId),
    isPurged: (id) =>
      [items, history].some((table) => {
        const isPurged = 'id = ? AND datasetId = ? AND purgedAt IS NOT NULL';
        return db.get(`SELECT 1 FROM ${table} WHERE ${isPurged}`, id, datasetId) !== undefined;
      }),
  };
}

export function findDataset(db: SqliteDatabase, id: string): DatasetRecord | null {
  const row = db.get(`SELECT * FROM ${datasets} WHERE id = ?`, id);
  return row === undefined ? null : datasetFromRow(row);
}

/** The newest commit `v` that meets a condition. */
export function findCommit(
  db: SqliteDatabase,
  datasetId: string,
  condition: string,
  ...values: readonly (string | number | null)[]
): CommitRecord | null {
  const row = db.get(
    `SELECT * FROM ${versions} v WHERE datasetId = ? AND ${condition}
      ORDER BY version DESC LIMIT 1`,
    ...[datasetId, ...values],
  );
  return row === undefined ? null : commitFromRow(row);
}

/** The item that an external id names: current, or in the last state that had it. */
export function findNamed(
  db: SqliteDatabase,
  datasetId: string,
  externalId: string,
): NamedItem | null {
  const item = findItem(db, 'datasetId = ? AND externalId = ?', datasetId, externalId);
  if (item !== null) return { item, validTo: null };
  const row = db.get(
    `SELECT * FROM ${history} WHERE datasetId = ? AND externalId = ?
      ORDER BY validTo DESC LIMIT 1`,
    ...[datasetId, externalId],
  );
  return row === undefined ? null : { item: itemFromRow(row), validTo: Number(row['validTo']) };
}

function findItem(db: SqliteDatabase, condition: string, ...values: string[]): ItemRecord | null {
  const row = db.get(`SELECT * FROM ${items} WHERE ${condition}`, ...values);
  return row === undefined ? null : itemFromRow(row);
}

/** Removes the content of the states of an item in a table, and the external id with it. */
export function purge(
  db: SqliteDatabase,
  table: string,
  { datasetId, id, purgedAt }: { datasetId: string; id: string; purgedAt: number },
): void {
  const content = ITEM_DOCUMENTS.map((name) => (name === 'input' ? `'null'` : 'NULL'));
  db.run(
    `UPDATE ${table} SET purgedAt = ?, externalId = NULL,
        (${ITEM_DOCUMENTS.join()}) = (${content.join()})
      WHERE id = ? AND datasetId = ? AND purgedAt IS NULL`,
    ...[purgedAt, id, datasetId],
  );
}
