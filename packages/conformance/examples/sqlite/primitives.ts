/* eslint-disable @typescript-eslint/require-await -- async makes what a method throws a rejection */
import {
  COMMIT_COLUMNS,
  DATASET_COLUMNS,
  DATASET_UPDATE_COLUMNS,
  ITEM_STATE_COLUMNS,
  TABLE_NAMES,
  attributesOf,
  columnValues,
  commitFromRow,
  datasetFromRow,
  insertedItem,
  itemFromRow,
  type AttributeEntry,
  type CommitRecord,
  type CommitSelector,
  type ConfirmRefused,
  type DatasetRecord,
  type DatasetUpdateRefused,
  type DatasetsPrimitives,
  type ItemRecord,
  type NamedItem,
  type Refused,
  type TagRecord,
  type TagRefused,
} from '@mastra-datasets/core/storage';
import * as commits from './commit.js';
import type { SqliteDatabase, Value } from './database.js';
import { sqliteStaging } from './staging.js';
import { createTables, tables } from './tables.js';

const TAG_COLUMNS = ['datasetId', 'tag', 'version', 'createdAt'] as const;

/** Ends a write for a condition that does not hold. */
type Refuse<Answer extends Refused<string>> = (condition: Answer['refused']) => never;

/** The primitives. SQLite runs each without a pause, so no other call comes in between. */
export function sqlitePrimitives(db: SqliteDatabase): DatasetsPrimitives {
  return {
    staging: sqliteStaging(db),

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

    async insertDataset(dataset, items, notes) {
      const { id, version } = dataset;
      const counts = { added: items.length, updated: 0, deleted: 0, purged: 0 };
      const first = { ...notes, datasetId: id, version, number: 0, itemCount: items.length };
      return db.write(() => {
        if (findDataset(db, id) !== null) return false;
        const values = columnValues(dataset, DATASET_COLUMNS);
        commits.insert(db, tables.datasets, DATASET_COLUMNS, values);
        for (const item of items) commits.insertItem(db, insertedItem(id, first, item));
        const commit = columnValues({ ...first, ...counts }, COMMIT_COLUMNS);
        commits.insert(db, tables.versions, COMMIT_COLUMNS, commit);
        storeAttributes(db, dataset);
        return true;
      });
    },

    async updateDataset({ expectedUpdatedAt, expectedVersion, record }) {
      return commits.writeUnlessRefused(db, (refuse: Refuse<DatasetUpdateRefused>) => {
        const before = findDataset(db, record.id) ?? refuse('dataset');
        if (before.updatedAt !== expectedUpdatedAt) return refuse('fields');
        if (expectedVersion !== 'any' && expectedVersion !== before.version) refuse('version');
        db.run(
          `UPDATE ${tables.datasets} SET ${commits.assign(DATASET_UPDATE_COLUMNS)} WHERE id = ?`,
          ...columnValues(record, DATASET_UPDATE_COLUMNS),
          record.id,
        );
        storeAttributes(db, record);
        return { ...record, version: before.version, versionNumber: before.versionNumber };
      });
    },

    async deleteDataset(id) {
      const { datasets, ...others } = tables;
      db.write(() => {
        for (const table of Object.values(others)) {
          db.run(`DELETE FROM ${table} WHERE datasetId = ?`, id);
        }
        db.run(`DELETE FROM ${datasets} WHERE id = ?`, id);
      });
    },

    async findDataset(id) {
      return findDataset(db, id);
    },

    async pageDatasets({ after, orderBy, offset, limit }, attributes) {
      const { field, direction } = orderBy;
      const later = direction === 'desc' ? '<' : '>';
      const rows = db.all(
        `SELECT * FROM ${tables.datasets}
          WHERE ${havingAttributes(attributes)}
            ${after === null ? '' : `AND (${field}, id) ${later} (?, ?)`}
          ORDER BY ${field} ${direction}, id ${direction} LIMIT ? OFFSET ?`,
        ...attributes.flatMap(({ key, value }) => [key, value]),
        ...(after === null ? [] : [after.key, after.id]),
        ...[limit ?? -1, offset],
      );
      return rows.map(datasetFromRow);
    },

    async countDatasets(attributes) {
      const sql = `SELECT count(*) AS count FROM ${tables.datasets}
        WHERE ${havingAttributes(attributes)}`;
      return Number(
        db.get(sql, ...attributes.flatMap(({ key, value }) => [key, value]))?.['count'],
      );
    },

    async commit(request) {
      return commits.applyCommit(db, request);
    },

    async purgeInPlace({ datasetId, ids, purgedAt }) {
      db.write(() => {
        for (const id of ids) {
          commits.purge(db, tables.items, { datasetId, id, purgedAt });
          commits.purge(db, tables.history, { datasetId, id, purgedAt });
        }
      });
    },

    async confirm(conditions) {
      return commits.writeUnlessRefused(db, (refuse: Refuse<ConfirmRefused>) => {
        const { version, number } = commits.requireDataset(db, conditions, refuse);
        commits.requireKept(db, conditions, refuse);
        return { version, number };
      });
    },

    async findCommit(datasetId, selector) {
      return findCommit(db, datasetId, selector);
    },

    async pageCommits(datasetId, { offset, limit }) {
      const rows = db.all(
        `SELECT * FROM ${tables.versions} WHERE datasetId = ?
          ORDER BY version DESC LIMIT ? OFFSET ?`,
        ...[datasetId, limit ?? -1, offset],
      );
      return rows.map(commitFromRow);
    },

    async findItems(ids, at) {
      const isNamed = 'id IN (SELECT value FROM json_each(?))';
      return findStates(db, isNamed, [JSON.stringify(ids)], at);
    },

    async findItemsByExternalId(datasetId, externalIds, at) {
      const isNamed = 'datasetId = ? AND externalId IN (SELECT value FROM json_each(?))';
      return findStates(db, isNamed, [datasetId, JSON.stringify(externalIds)], at);
    },

    async findNamedItems(datasetId, externalIds) {
      return externalIds.flatMap((externalId) => findNamed(db, datasetId, externalId) ?? []);
    },

    async findItemStates(ids) {
      const isNamed = 'id IN (SELECT value FROM json_each(?))';
      const columns = ITEM_STATE_COLUMNS.join();
      const rows = db.all(
        `SELECT ${columns}, NULL AS validTo, NULL AS validToNumber
          FROM ${tables.items} WHERE ${isNamed}
          UNION ALL SELECT ${columns}, validTo, (
            SELECT number FROM ${tables.versions} v
            WHERE v.datasetId = h.datasetId AND v.version = h.validTo)
          FROM ${tables.history} h WHERE ${isNamed}`,
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

    async findChangedItemIds(datasetId, after, upTo) {
      const rows = ['items', 'history'] as const;
      const began = rows.map(
        (table) => `SELECT id FROM ${tables[table]}
          WHERE datasetId = ?1 AND version > ?2 AND version <= ?3`,
      );
      const ended = `SELECT id FROM ${tables.history}
        WHERE datasetId = ?1 AND validTo > ?2 AND validTo <= ?3`;
      const changed = db.all([...began, ended].join(' UNION '), datasetId, after, upTo);
      return changed.map((row) => String(row['id']));
    },

    async findPurgedItemIds(datasetId) {
      const rows = db.all(
        `SELECT id FROM ${tables.items} WHERE datasetId = ?1 AND purgedAt IS NOT NULL
          UNION SELECT id FROM ${tables.history} WHERE datasetId = ?1 AND purgedAt IS NOT NULL`,
        datasetId,
      );
      return rows.map((row) => String(row['id']));
    },

    async countSplits(datasetId, at) {
      const rows = db.all(
        `SELECT splits FROM ${tables.items} WHERE datasetId = ?1 AND version <= ?2
          AND splits IS NOT NULL
        UNION ALL SELECT splits FROM ${tables.history} WHERE datasetId = ?1 AND version <= ?2
          AND validTo > ?2 AND splits IS NOT NULL`,
        datasetId,
        at,
      );
      return rows.map((row) => ({
        splits: JSON.parse(String(row['splits'])) as string[],
        count: 1,
      }));
    },

    async putTag(tag, move, upTo) {
      const { datasetId, version, createdAt } = tag;
      return commits.writeUnlessRefused(db, (refuse: Refuse<TagRefused>) => {
        const found = findCommit(db, datasetId, { type: 'at', time: version });
        if (found?.version !== version) return refuse('commit');
        const newest = findCommit(db, datasetId, { type: 'at', time: upTo ?? version });
        if (newest?.version !== version) return refuse('newest');
        const holder = findTags(db, datasetId).find((other) => other.tag === tag.tag);
        if (holder?.version === version) return { createdAt: holder.createdAt };
        if (holder !== undefined && !move) return refuse('tag');
        deleteTag(db, datasetId, tag.tag);
        commits.insert(db, tables.tags, TAG_COLUMNS, columnValues(tag, TAG_COLUMNS));
        return { createdAt };
      });
    },

    async deleteTag(datasetId, tag) {
      return deleteTag(db, datasetId, tag) > 0;
    },

    async correctItemCounts({ datasetId, version, found, difference }) {
      const corrected = db.run(
        `UPDATE ${tables.versions} SET itemCount = itemCount + ? WHERE datasetId = ? AND version >= ?
          AND EXISTS (SELECT 1 FROM ${tables.versions}
            WHERE datasetId = ? AND version = ? AND itemCount = ?)`,
        ...[difference, datasetId, version, datasetId, version, found],
      );
      return corrected > 0;
    },

    async findTags(datasetId) {
      return findTags(db, datasetId);
    },
  };
}

/** Stores what a dataset is found by. */
function storeAttributes(db: SqliteDatabase, dataset: DatasetRecord): void {
  const { id, createdAt } = dataset;
  db.run(`DELETE FROM ${tables.attributes} WHERE datasetId = ?`, id);
  const columns = ['datasetId', 'key', 'value', 'createdAt'];
  for (const { key, value } of attributesOf(dataset)) {
    commits.insert(db, tables.attributes, columns, [id, key, value, createdAt]);
  }
}

/** Whether a dataset has all of some attributes, of each of which it takes the key and the value. */
function havingAttributes(attributes: readonly AttributeEntry[]): string {
  const having = `id IN (SELECT datasetId FROM ${tables.attributes} WHERE key = ? AND value = ?)`;
  return ['TRUE', ...attributes.map(() => having)].join(' AND ');
}

function findDataset(db: SqliteDatabase, id: string): DatasetRecord | null {
  const row = db.get(`SELECT * FROM ${tables.datasets} WHERE id = ?`, id);
  return row === undefined ? null : datasetFromRow(row);
}

function findCommit(
  db: SqliteDatabase,
  datasetId: string,
  selector: CommitSelector,
): CommitRecord | null {
  const [condition, ...values] = commitCondition(selector);
  const row = db.get(
    `SELECT * FROM ${tables.versions} v WHERE datasetId = ? ${condition}
      ORDER BY version DESC LIMIT 1`,
    ...[datasetId, ...values],
  );
  return row === undefined ? null : commitFromRow(row);
}

/** What the selected commit `v` meets, and the values that it is compared with. */
function commitCondition(selector: CommitSelector): [string, ...Value[]] {
  switch (selector.type) {
    case 'newest':
      return [''];
    case 'at':
      return ['AND version <= ?', selector.time];
    case 'number':
      return ['AND number = ?', selector.number];
    case 'tag':
      return [
        `AND version = (
          SELECT version FROM ${tables.tags} WHERE datasetId = v.datasetId AND tag = ?)`,
        selector.tag,
      ];
  }
}

/** The states that meet a condition, and are current or were so at a time. */
function findStates(
  db: SqliteDatabase,
  condition: string,
  values: readonly Value[],
  at: number | null,
  rest = '',
): ItemRecord[] {
  const columns = ITEM_STATE_COLUMNS.join();
  const current = `SELECT ${columns} FROM ${tables.items} WHERE ${condition}`;
  const former = `SELECT ${columns} FROM ${tables.history} WHERE ${condition}`;
  const rows =
    at === null
      ? db.all(`${current} ${rest}`, ...values)
      : db.all(
          `${current} AND version <= ? UNION ALL ${former} AND version <= ? AND validTo > ? ${rest}`,
          ...[...values, at, ...values, at, at],
        );
  return rows.map(itemFromRow);
}

/** The item that an external id names: current, or in the last state that had it. */
function findNamed(db: SqliteDatabase, datasetId: string, externalId: string): NamedItem | null {
  const [item] = findStates(db, 'datasetId = ? AND externalId = ?', [datasetId, externalId], null);
  if (item !== undefined) return { item, validTo: null };
  const row = db.get(
    `SELECT * FROM ${tables.history} WHERE datasetId = ? AND externalId = ?
      ORDER BY validTo DESC LIMIT 1`,
    ...[datasetId, externalId],
  );
  return row === undefined ? null : { item: itemFromRow(row), validTo: Number(row['validTo']) };
}

function findTags(db: SqliteDatabase, datasetId: string): TagRecord[] {
  const rows = db.all(
    `SELECT t.*, v.number FROM ${tables.tags} t LEFT JOIN ${tables.versions} v
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
  return db.run(`DELETE FROM ${tables.tags} WHERE datasetId = ? AND tag = ?`, datasetId, tag);
}
