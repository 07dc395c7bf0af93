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
  type CommitRefused,
  type CommitRequest,
  type CommitResult,
  type ItemInsert,
  type ItemRecord,
  type Refused,
} from '@mastra-datasets/core/storage';
import type { SqliteDatabase, Value } from './database.js';
import { tables } from './tables.js';

/** Thrown where a condition of a write does not hold. It undoes the transaction. */
class RefusedError<Condition extends string> extends Error {
  readonly answer: Refused<Condition>;

  constructor(refused: Condition) {
    super(refused);
    this.answer = { refused };
  }
}

/** Runs a write in a transaction, and answers with the condition that it was refused for. */
export function writeUnlessRefused<Result, Condition extends string>(
  db: SqliteDatabase,
  work: (refuse: (condition: Condition) => never) => Result,
): Result | Refused<Condition> {
  const refuse = (condition: Condition) => {
    throw new RefusedError(condition);
  };
  try {
    return db.write(() => work(refuse));
  } catch (error) {
    if (error instanceof RefusedError) return (error as RefusedError<Condition>).answer;
    throw error;
  }
}

/** Gives the newest commit of a dataset, on which the conditions of every commit hold. */
export function requireDataset(
  db: SqliteDatabase,
  { datasetId, expectedVersion, schemaRevision }: Omit<CommitConditions, 'kept'>,
  refuse: (condition: 'dataset' | 'intact' | 'version' | 'schemas') => never,
): CommitRecord {
  const row = db.get(`SELECT * FROM ${tables.datasets} WHERE id = ?`, datasetId);
  if (row === undefined) return refuse('dataset');
  const dataset = datasetFromRow(row);
  const newest = db.get(
    `SELECT * FROM ${tables.versions} WHERE datasetId = ? AND version = ?`,
    ...[datasetId, dataset.version],
  );
  if (newest === undefined) return refuse('intact');
  if (expectedVersion !== 'any' && expectedVersion !== dataset.version) return refuse('version');
  if (schemaRevision !== dataset.schemaRevision) return refuse('schemas');
  return commitFromRow(newest);
}

/** Refuses unless the items of a condition are current, each in the state that it names. */
export function requireKept(
  db: SqliteDatabase,
  { datasetId, kept }: Pick<CommitConditions, 'datasetId' | 'kept'>,
  refuse: (condition: 'kept') => never,
): void {
  for (const { id, version } of kept) {
    if (findItem(db, datasetId, id)?.version !== version) refuse('kept');
  }
}

/** Applies a commit: deletes, then updates, then inserts, then purges. */
export function applyCommit(
  db: SqliteDatabase,
  request: CommitRequest,
): CommitResult | CommitRefused {
  return writeUnlessRefused<CommitResult, CommitRefused['refused']>(db, (refuse) =>
    commit(db, request, refuse),
  );
}

function commit(
  db: SqliteDatabase,
  request: CommitRequest,
  refuse: (condition: CommitRefused['refused']) => never,
): CommitResult {
  const { datasetId, deletes, updates, inserts, purges, author, message } = request;
  const previous = requireDataset(db, request, refuse);
  const current = (id: string) => findItem(db, datasetId, id) ?? refuse('items');
  for (const id of [...deletes, ...updates.map((update) => update.id)]) current(id);
  // Only the history is purged, so what is purged may not stay.
  const stays = (id: string) => !deletes.includes(id) && findItem(db, datasetId, id) !== null;
  if (purges.some(stays)) refuse('items');
  requireKept(db, request, refuse);
  if (updates.some(({ id }) => current(id).purgedAt !== null)) refuse('purged');
  const existedBefore = inserts.filter(({ createdAt }) => createdAt !== null);
  if (existedBefore.some(({ id }) => wasPurged(db, datasetId, id))) refuse('purged');
  const version = nextVersion(request.now(), previous.version);
  const number = previous.number + 1;
  for (const id of deletes) {
    supersede(db, current(id), version);
    db.run(`DELETE FROM ${tables.items} WHERE id = ?`, id);
  }
  const updated = updates.map((update) => {
    const item = current(update.id);
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
    if (request.checksIdentities && !isNamed(db, datasetId, insert)) refuse('identities');
    if (findItem(db, datasetId, insert.id) !== null) refuse('ids');
    const item = insertedItem(datasetId, { version, number }, insert);
    if (!insertItem(db, item)) refuse('externalIds');
  }
  for (const id of purges) purge(db, tables.history, { datasetId, id, purgedAt: version });
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

/** Inserts a current item; `false`, having done nothing, where its external id is there already. */
export function insertItem(db: SqliteDatabase, item: ItemRecord): boolean {
  const values = columnValues(item, ITEM_STATE_COLUMNS);
  return insert(db, tables.items, ITEM_STATE_COLUMNS, values, 'ON CONFLICT DO NOTHING') > 0;
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

function findItem(db: SqliteDatabase, datasetId: string, id: string): ItemRecord | null {
  const sql = `SELECT * FROM ${tables.items} WHERE id = ? AND datasetId = ?`;
  const row = db.get(sql, id, datasetId);
  return row === undefined ? null : itemFromRow(row);
}

/** Whether an item is the one that its external id names, if any had it before. */
function isNamed(db: SqliteDatabase, datasetId: string, insert: ItemInsert): boolean {
  const { id, externalId, createdAt } = insert;
  const last = db.get(
    `SELECT id FROM ${tables.history} WHERE datasetId = ? AND externalId = ?
      ORDER BY validTo DESC LIMIT 1`,
    ...[datasetId, externalId],
  );
  return createdAt === null ? last === undefined : last?.['id'] === id;
}

/** Moves a state that is no longer current to the history. */
function supersede(db: SqliteDatabase, item: ItemRecord, validTo: number): void {
  const values = [...columnValues(item, ITEM_STATE_COLUMNS), validTo];
  insert(db, tables.history, [...ITEM_STATE_COLUMNS, 'validTo'], values);
}

function wasPurged(db: SqliteDatabase, datasetId: string, id: string): boolean {
  const sql = `SELECT 1 FROM ${tables.history}
    WHERE id = ? AND datasetId = ? AND purgedAt IS NOT NULL LIMIT 1`;
  return db.get(sql, id, datasetId) !== undefined;
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
