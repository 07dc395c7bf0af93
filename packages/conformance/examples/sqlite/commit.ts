import {
  COMMIT_COLUMNS,
  ITEM_DOCUMENTS,
  ITEM_STATE_COLUMNS,
  columnValues,
  commitFromRow,
  datasetFromRow,
  insertedItem,
  itemFromRow,
  nextVersion,
  type CommitConditions,
  type CommitRecord,
  type CommitRequest,
  type CommitResult,
  type ItemRecord,
} from '@mastra-datasets/core/storage';
import type { SqliteDatabase, Value } from './database.js';
import { tables } from './tables.js';

/** Thrown where a condition of a commit does not hold. It undoes the transaction. */
export class Refused extends Error {}

/** Runs a commit in a transaction; `null`, with nothing changed, where it is refused. */
export function writeCommit<Result>(db: SqliteDatabase, work: () => Result): Result | null {
  try {
    return db.write(work);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Gives the newest commit of a dataset. Throws {@link Refused} where a condition does not hold. */
export function requireConditions(
  db: SqliteDatabase,
  { datasetId, expectedVersion, schemaRevision, kept }: CommitConditions,
): CommitRecord {
  const row = db.get(`SELECT * FROM ${tables.datasets} WHERE id = ?`, datasetId);
  if (row === undefined) throw new Refused('There is no such dataset.');
  const dataset = datasetFromRow(row);
  const newest = db.get(
    `SELECT * FROM ${tables.versions} WHERE datasetId = ? AND version = ?`,
    datasetId,
    dataset.version,
  );
  if (newest === undefined) throw new Refused('The newest commit is missing.');
  if ((expectedVersion ?? dataset.version) !== dataset.version) throw new Refused('Other version.');
  if (schemaRevision !== dataset.schemaRevision) throw new Refused('Other schemas.');
  for (const { id, version } of kept) {
    if (requireItem(db, datasetId, id).version !== version) throw new Refused('Other state.');
  }
  return commitFromRow(newest);
}

/** Applies a commit within {@link writeCommit}: deletes, then updates, then inserts, then purges. */
export function applyCommit(db: SqliteDatabase, request: CommitRequest): CommitResult {
  const { datasetId, deletes, updates, inserts, purges, author, message } = request;
  const previous = requireConditions(db, request);
  const version = nextVersion(request.now(), previous.version);
  const number = previous.number + 1;
  for (const id of deletes) {
    supersede(db, requireItem(db, datasetId, id), version);
    db.run(`DELETE FROM ${tables.items} WHERE id = ?`, id);
  }
  const updated = updates.map((update) => {
    const item = requireItem(db, datasetId, update.id);
    supersede(db, item, version);
    const next = { ...item, ...update, version, versionNumber: number, updatedAt: version };
    const columns = [...ITEM_DOCUMENTS, 'version', 'versionNumber', 'updatedAt'] as const;
    db.run(
      `UPDATE ${tables.items} SET ${assign(columns)} WHERE id = ?`,
      ...columnValues(next, columns),
      item.id,
    );
    return next;
  });
  for (const insert of inserts) {
    insertItem(db, insertedItem(datasetId, { version, number }, insert));
  }
  for (const id of purges) purge(db, datasetId, id, version);
  const counts = {
    added: inserts.length,
    updated: updates.length,
    deleted: deletes.length,
    purged: purges.length,
  };
  advance(db, previous, { ...counts, version, author, message });
  return { version, number, updated };
}

/** Stores a commit after another, and moves the dataset's version on. */
export function advance(
  db: SqliteDatabase,
  previous: CommitRecord,
  next: Omit<CommitRecord, 'datasetId' | 'number' | 'itemCount'>,
): void {
  const { datasetId } = previous;
  const number = previous.number + 1;
  const itemCount = previous.itemCount + next.added - next.deleted;
  const commit = { ...next, datasetId, number, itemCount };
  insert(db, tables.versions, COMMIT_COLUMNS, columnValues(commit, COMMIT_COLUMNS));
  db.run(
    `UPDATE ${tables.datasets} SET version = ?, versionNumber = ? WHERE id = ?`,
    ...[next.version, number, datasetId],
  );
}

/** Inserts a current item, unless its id or external id is there already. */
export function insertItem(db: SqliteDatabase, item: ItemRecord): void {
  const values = columnValues(item, ITEM_STATE_COLUMNS);
  const count = insert(db, tables.items, ITEM_STATE_COLUMNS, values, 'ON CONFLICT DO NOTHING');
  if (count === 0) throw new Refused('The item is there already.');
}

export function insert(
  db: SqliteDatabase,
  table: string,
  columns: readonly string[],
  values: readonly Value[],
  onConflict = '',
): number {
  const marks = columns.map(() => '?').join();
  const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${marks}) ${onConflict}`;
  return db.run(sql, ...values);
}

export function assign(columns: readonly string[]): string {
  return columns.map((column) => `${column} = ?`).join();
}

function requireItem(db: SqliteDatabase, datasetId: string, id: string): ItemRecord {
  const sql = `SELECT * FROM ${tables.items} WHERE id = ? AND datasetId = ?`;
  const row = db.get(sql, id, datasetId);
  if (row === undefined) throw new Refused('There is no such item.');
  return itemFromRow(row);
}

/** Moves a state that is no longer current to the history. */
function supersede(db: SqliteDatabase, item: ItemRecord, validTo: number): void {
  const values = [...columnValues(item, ITEM_STATE_COLUMNS), validTo];
  insert(db, tables.history, [...ITEM_STATE_COLUMNS, 'validTo'], values);
}

/** Removes the content of every former state of an item, and the external id with it. */
function purge(db: SqliteDatabase, datasetId: string, id: string, version: number): void {
  const content = ITEM_DOCUMENTS.map((name) => (name === 'input' ? `'null'` : 'NULL'));
  db.run(
    `UPDATE ${tables.history} SET purgedAt = ?, externalId = NULL,
        (${ITEM_DOCUMENTS.join()}) = (${content.join()})
      WHERE id = ? AND datasetId = ? AND purgedAt IS NULL`,
    ...[version, id, datasetId],
  );
}
