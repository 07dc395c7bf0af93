import {
  ITEM_STATE_COLUMNS,
  TABLES,
  commitFromRow,
  datasetFromRow,
  itemFromRow,
  itemStateFromRow,
  primitivesOverRows,
  tagFromRow,
  type AttributeEntry,
  type DatasetsPrimitives,
  type ItemRecord,
} from '@mastra-datasets/core/storage';
import type { SqliteDatabase, Value } from './database.js';
import { createTables } from './tables.js';

const { datasets, items, history, versions, tags, attributes } = TABLES;

const HAS_ONE_OF = (column: string, place: string) =>
  `${column} IN (SELECT value FROM json_each(${place}))`;

/** Selects the states of items that meet a condition: current ones, which have no end, and former ones. */
function statesWhere(condition: string, formerOnly = 'TRUE'): string {
  const columns = ITEM_STATE_COLUMNS.join();
  return `SELECT ${columns}, NULL AS validTo FROM ${items} WHERE ${condition}
    UNION ALL SELECT ${columns}, validTo FROM ${history} WHERE ${condition} AND ${formerOnly}`;
}

/** The primitives. SQLite runs each without a pause, so no other call comes in between. */
export function sqlitePrimitives(db: SqliteDatabase): DatasetsPrimitives {
  return primitivesOverRows(db, {
    initialize() {
      // Readers need not wait for writers then.
      db.all('PRAGMA journal_mode = WAL');
      db.transaction(() => {
        createTables(db);
      });
    },

    findDataset(id) {
      const rows = db.all(`SELECT * FROM ${datasets} WHERE id = ?`, id);
      return rows.map(datasetFromRow)[0] ?? null;
    },

    pageDatasets({ after, orderBy, offset, limit }, entries) {
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

    countDatasets(entries) {
      const [row] = db.all(
        `SELECT count(*) AS count FROM ${datasets} WHERE ${havingAttributes(entries)}`,
        ...entries.flatMap(({ key, value }) => [key, value]),
      );
      return Number(row?.['count']);
    },

    findLastCommit(datasetId, column, upTo) {
      const isNoLater = `datasetId = ? AND ${column} <= ?`;
      const rows = db.all(
        `SELECT * FROM ${versions} WHERE ${isNoLater} ORDER BY ${column} DESC LIMIT 1`,
        ...[datasetId, upTo],
      );
      return rows.map(commitFromRow)[0] ?? null;
    },

    pageCommits(datasetId, { offset, limit }) {
      const rows = db.all(
        `SELECT * FROM ${versions} WHERE datasetId = ? ORDER BY version DESC LIMIT ? OFFSET ?`,
        ...[datasetId, limit ?? -1, offset],
      );
      return rows.map(commitFromRow);
    },

    findItems(ids, at) {
      return findItems(db, HAS_ONE_OF('id', '?2'), [at, JSON.stringify(ids)]);
    },

    findItemsByExternalId(datasetId, externalIds, at) {
      const isNamed = `datasetId = ?2 AND ${HAS_ONE_OF('externalId', '?3')}`;
      return findItems(db, isNamed, [at, datasetId, JSON.stringify(externalIds)]);
    },

    findNamedItems(datasetId, externalIds) {
      const isNamed = 'datasetId = ?1 AND externalId = ?2';
      const newest = `${statesWhere(isNamed)} ORDER BY validTo DESC NULLS FIRST LIMIT 1`;
      return externalIds.flatMap((externalId) =>
        db.all(newest, datasetId, externalId).map(itemStateFromRow),
      );
    },

    findItemStates(ids) {
      const rows = db.all(
        `SELECT s.*, v.number AS validToNumber FROM (${statesWhere(HAS_ONE_OF('id', '?1'))}) s
          LEFT JOIN ${versions} v ON v.datasetId = s.datasetId AND v.version = s.validTo`,
        JSON.stringify(ids),
      );
      return rows.map(itemStateFromRow);
    },

    pageItems({ datasetId, at, after, offset, limit, order }) {
      const [later, direction] = order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
      const start = after === null ? 'TRUE' : `(createdAt, id) ${later} (?3, ?4)`;
      const place = after === null ? [] : [after.createdAt, after.id];
      return findItems(
        db,
        `datasetId = ?2 AND ${start}`,
        [at, datasetId, ...place],
        `ORDER BY createdAt ${direction}, id ${direction} LIMIT ${limit ?? -1} OFFSET ${offset}`,
      );
    },

    findChangedItemIds(datasetId, after, upTo) {
      const changed = (table: string, column: string) =>
        `SELECT id FROM ${table} WHERE datasetId = ?1 AND ${column} > ?2 AND ${column} <= ?3`;
      const rows = db.all(
        `${changed(items, 'createdAt')} UNION ${changed(items, 'version')} AND version > createdAt
          UNION ${changed(history, 'version')} UNION ${changed(history, 'validTo')}`,
        ...[datasetId, after, upTo],
      );
      return rows.map(({ id }) => String(id));
    },

    findPurgedItemIds(datasetId) {
      const purged = statesWhere('datasetId = ?1 AND purgedAt IS NOT NULL');
      return db.all(`SELECT DISTINCT id FROM (${purged})`, datasetId).map(({ id }) => String(id));
    },

    findTags(datasetId) {
      const rows = db.all(
        `SELECT t.*, v.number FROM ${tags} t LEFT JOIN ${versions} v
          ON v.datasetId = t.datasetId AND v.version = t.version WHERE t.datasetId = ?`,
        datasetId,
      );
      return rows.map(tagFromRow);
    },
  });
}

/** Whether a dataset has all of some attributes, of each of which it takes the key and the value. */
function havingAttributes(entries: readonly AttributeEntry[]): string {
  const having = `id IN (SELECT datasetId FROM ${attributes} WHERE key = ? AND value = ?)`;
  return ['TRUE', ...entries.map(() => having)].join(' AND ');
}

/** The items that meet a condition and are current, or were so at a time. */
function findItems(
  db: SqliteDatabase,
  condition: string,
  [at, ...values]: readonly [at: number | null, ...Value[]],
  order = '',
): ItemRecord[] {
  const sql =
    at === null
      ? `SELECT * FROM ${items} WHERE ${condition}`
      : statesWhere(`${condition} AND version <= ?1`, 'validTo > ?1');
  return db.all(`${sql} ${order}`, at, ...values).map(itemFromRow);
}
