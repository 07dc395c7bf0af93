/* eslint-disable @typescript-eslint/require-await -- async makes what a method throws a rejection */
import {
  COMMIT_COLUMNS,
  DATASET_COLUMNS,
  DATASET_UPDATE_COLUMNS,
  ITEM_STATE_COLUMNS,
  TABLE_NAMES,
  attributesOf,
  commitFromRow,
  confirmOn,
  countSplits,
  datasetFromRow,
  itemFromRow,
  rowsOfFirstCommit,
  stagingInMemory,
  type AttributeEntry,
  type DatasetRecord,
  type DatasetsPrimitives,
  type ItemRecord,
  type TagRecord,
} from '@mastra-datasets/core/storage';
import { applyCommit, basisOf, findCommit, findDataset, findNamed, purge } from './commit.js';
import type { SqliteDatabase, Value } from './database.js';
import { createTables, tables } from './tables.js';

const { datasets, items, history, versions, tags, attributes } = tables;
const HAS_ONE_OF = (column: string) => `${column} IN (SELECT value FROM json_each(?))`;

/** The primitives. SQLite runs each without a pause, so no other call comes in between. */
export function sqlitePrimitives(db: SqliteDatabase): DatasetsPrimitives {
  const primitives: DatasetsPrimitives = {
    itemsPerTurn: 5_000,

    async initialize() {
      // Readers need not wait for writers then.
      db.all('PRAGMA journal_mode = WAL');
      db.write(() => {
        createTables(db);
      });
    },

    async close() {
      db.close();
    },

    async clear() {
      db.write(() => {
        for (const table of TABLE_NAMES) db.run(`DELETE FROM ${table}`);
      });
    },

    async insertDataset(dataset, inserts, notes) {
      const { commit, inserted } = rowsOfFirstCommit(dataset, inserts, notes);
      return db.write(() => {
        if (findDataset(db, dataset.id) !== null) return false;
        db.insert(datasets, DATASET_COLUMNS, dataset);
        db.insert(versions, COMMIT_COLUMNS, commit);
        for (const item of inserted) db.insert(items, ITEM_STATE_COLUMNS, item);
        storeAttributes(db, dataset);
        return true;
      });
    },

    async updateDataset({ expectedUpdatedAt, expectedVersion, record }) {
      return db.write(() => {
        const before = findDataset(db, record.id);
        if (before === null) return { refused: 'dataset' };
        const { updatedAt, version, versionNumber } = before;
        if (updatedAt !== expectedUpdatedAt) return { refused: 'fields' };
        if (expectedVersion !== 'any' && expectedVersion !== version) return { refused: 'version' };
        db.update(datasets, DATASET_UPDATE_COLUMNS, record);
        storeAttributes(db, record);
        return { ...record, version, versionNumber };
      });
    },

    async deleteDataset(id) {
      db.write(() => {
        for (const table of TABLE_NAMES) {
          const column = table === datasets ? 'id' : 'datasetId';
          db.run(`DELETE FROM ${table} WHERE ${column} = ?`, id);
        }
      });
    },

    async findDataset(id) {
      return findDataset(db, id);
    },

    async pageDatasets({ after, orderBy, offset, limit }, entries) {
      const { field, direction } = orderBy;
      const later = direction === 'desc' ? '<' : '>';
      const rows = db.all(
        `SELECT * FROM ${datasets} WHERE ${havingAttributes(entries)}
            ${after === null ? '' : `AND (${field}, id) ${later} (?, ?)`}
          ORDER BY ${field} ${direction}, id ${direction} LIMIT ? OFFSET ?`,
        ...entries.flatMap(({ key, value }) => [key, value]),
        ...(after === null ? [] : [after.key, after.id]),
        ...[limit ?? -1, offset],
      );
      return rows.map(datasetFromRow);
    },

    async countDatasets(entries) {
      const row = db.get(
        `SELECT count(*) AS count FROM ${datasets} WHERE ${havingAttributes(entries)}`,
        ...entries.flatMap(({ key, value }) => [key, value]),
      );
      return Number(row?.['count']);
    },

    async commit(request) {
      return applyCommit(db, request);
    },

    async confirm(conditions) {
      return db.write(() => confirmOn(conditions, basisOf(db, conditions.datasetId)));
    },

    async purgeInPlace({ datasetId, ids, purgedAt }) {
      db.write(() => {
        for (const id of ids) {
          purge(db, items, { datasetId, id, purgedAt });
          purge(db, history, { datasetId, id, purgedAt });
        }
      });
    },

    async findCommit(datasetId, selector) {
      switch (selector.type) {
        case 'newest':
          return findCommit(db, datasetId, 'TRUE');
        case 'at':
          return findCommit(db, datasetId, 'version <= ?', selector.time);
        case 'number':
          return findCommit(db, datasetId, 'number = ?', selector.number);
        case 'tag': {
          const tag = `SELECT version FROM ${tags} WHERE datasetId = v.datasetId AND tag = ?`;
          return findCommit(db, datasetId, `version = (${tag})`, selector.tag);
        }
      }
    },

    async pageCommits(datasetId, { offset, limit }) {
      const rows = db.all(
        `SELECT * FROM ${versions} WHERE datasetId = ? ORDER BY version DESC LIMIT ? OFFSET ?`,
        ...[datasetId, limit ?? -1, offset],
      );
      return rows.map(commitFromRow);
    },

    async findItems(ids, at) {
      return findStates(db, HAS_ONE_OF('id'), [JSON.stringify(ids)], at);
    },

    async findItemsByExternalId(datasetId, externalIds, at) {
      const isNamed = `datasetId = ? AND ${HAS_ONE_OF('externalId')}`;
      return findStates(db, isNamed, [datasetId, JSON.stringify(externalIds)], at);
    },

    async findNamedItems(datasetId, externalIds) {
      return externalIds.flatMap((externalId) => findNamed(db, datasetId, externalId) ?? []);
    },

    async findItemStates(ids) {
      const columns = ITEM_STATE_COLUMNS.join();
      const rows = db.all(
        `SELECT ${columns}, NULL AS validTo, NULL AS validToNumber
          FROM ${items} WHERE ${HAS_ONE_OF('id')}
          UNION ALL SELECT ${columns}, validTo, (SELECT number FROM ${versions} v
            WHERE v.datasetId = h.datasetId AND v.version = h.validTo)
          FROM ${history} h WHERE ${HAS_ONE_OF('id')}`,
        ...[JSON.stringify(ids), JSON.stringify(ids)],
      );
      return rows.map((row) => ({
        item: itemFromRow(row),
        validTo: numberOrNull(row['validTo']),
        validToNumber: numberOrNull(row['validToNumber']),
      }));
    },

    async pageItems({ datasetId, at, after, offset, limit, order }) {
      const [later, direction] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
      return findStates(
        db,
        `datasetId = ? ${after === null ? '' : `AND (createdAt, id) ${later} (?, ?)`}`,
        [datasetId, ...(after === null ? [] : [after.createdAt, after.id])],
        at,
        `ORDER BY createdAt ${direction}, id ${direction} LIMIT ${limit ?? -1} OFFSET ${offset}`,
      );
    },

    async countSplits(datasetId, at) {
      return countSplits(findStates(db, 'datasetId = ? AND splits IS NOT NULL', [datasetId], at));
    },

    async findChangedItemIds(datasetId, after, upTo) {
      const within = (column: string) => `datasetId = ?1 AND ${column} > ?2 AND ${column} <= ?3`;
      return findIds(
        db,
        `SELECT id FROM ${items} WHERE ${within('version')}
          UNION SELECT id FROM ${history} WHERE ${within('version')}
          UNION SELECT id FROM ${history} WHERE ${within('validTo')}`,
        ...[datasetId, after, upTo],
      );
    },

    async findPurgedItemIds(datasetId) {
      const isPurged = 'datasetId = ?1 AND purgedAt IS NOT NULL';
      return findIds(
        db,
        `SELECT id FROM ${items} WHERE ${isPurged}
          UNION SELECT id FROM ${history} WHERE ${isPurged}`,
        datasetId,
      );
    },

    async putTag(tag, move, upTo) {
      const { datasetId, version, createdAt } = tag;
      return db.write(() => {
        const found = findCommit(db, datasetId, 'version = ?', version);
        if (found === null) return { refused: 'commit' };
        const newest = findCommit(db, datasetId, 'version <= ?', upTo ?? version);
        if (newest?.version !== version) return { refused: 'newest' };
        const holder = findTags(db, datasetId).find((other) => other.tag === tag.tag);
        if (holder?.version === version) return { createdAt: holder.createdAt };
        if (holder !== undefined && !move) return { refused: 'tag' };
        deleteTag(db, datasetId, tag.tag);
        db.insert(tags, ['datasetId', 'tag', 'version', 'createdAt'], tag);
        return { createdAt };
      });
    },

    async deleteTag(datasetId, tag) {
      return deleteTag(db, datasetId, tag) > 0;
    },

    async findTags(datasetId) {
      return findTags(db, datasetId);
    },

    async correctItemCounts({ datasetId, version, found, difference }) {
      return db.write(() => {
        const first = findCommit(db, datasetId, 'version = ?', version);
        if (first?.itemCount !== found) return false;
        const later = 'datasetId = ? AND version >= ?';
        const sql = `UPDATE ${versions} SET itemCount = itemCount + ? WHERE ${later}`;
        return db.run(sql, difference, datasetId, version) > 0;
      });
    },
  };
  return { ...primitives, staging: stagingInMemory(primitives) };
}

/** Stores what a dataset is found by. */
function storeAttributes(db: SqliteDatabase, dataset: DatasetRecord): void {
  const { id: datasetId, createdAt } = dataset;
  db.run(`DELETE FROM ${attributes} WHERE datasetId = ?`, datasetId);
  const columns = ['datasetId', 'key', 'value', 'createdAt'] as const;
  for (const entry of attributesOf(dataset)) {
    db.insert(attributes, columns, { ...entry, datasetId, createdAt });
  }
}

/** Whether a dataset has all of some attributes, of each of which it takes the key and the value. */
function havingAttributes(entries: readonly AttributeEntry[]): string {
  const having = `id IN (SELECT datasetId FROM ${attributes} WHERE key = ? AND value = ?)`;
  return ['TRUE', ...entries.map(() => having)].join(' AND ');
}

/** The states of items that are current or were so at a time. */
function findStates(
  db: SqliteDatabase,
  condition: string,
  values: readonly Value[],
  at: number | null,
  rest = '',
): ItemRecord[] {
  const columns = ITEM_STATE_COLUMNS.join();
  const current = `SELECT ${columns} FROM ${items} WHERE ${condition}`;
  const former = `SELECT ${columns} FROM ${history} WHERE ${condition}`;
  const rows =
    at === null
      ? db.all(`${current} ${rest}`, ...values)
      : db.all(
          `${current} AND version <= ? UNION ALL ${former} AND version <= ? AND validTo > ? ${rest}`,
          ...[...values, at, ...values, at, at],
        );
  return rows.map(itemFromRow);
}

function findIds(db: SqliteDatabase, sql: string, ...values: readonly Value[]): string[] {
  return db.all(sql, ...values).map((row) => String(row['id']));
}

function findTags(db: SqliteDatabase, datasetId: string): TagRecord[] {
  const rows = db.all(
    `SELECT t.*, v.number FROM ${tags} t LEFT JOIN ${versions} v
      ON v.datasetId = t.datasetId AND v.version = t.version WHERE t.datasetId = ?`,
    datasetId,
  );
  return rows.map((row) => ({
    datasetId,
    tag: String(row['tag']),
    version: Number(row['version']),
    number: numberOrNull(row['number']),
    createdAt: Number(row['createdAt']),
  }));
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value);
}

function deleteTag(db: SqliteDatabase, datasetId: string, tag: string): number {
  return db.run(`DELETE FROM ${tags} WHERE datasetId = ? AND tag = ?`, datasetId, tag);
}
