import type { InStatement } from '@libsql/client';
import type { CommitRequest, ItemInsert, ItemUpdate } from '@mastra-datasets/core';
import { PACKED } from '../rows.js';
import type { Tables } from '../tables.js';
import { chunkRows, type RowsOfValues } from './rows-of-values.js';

/** The columns that items and history have in common. */
const STATE_COLUMNS =
  '"id", "datasetId", "externalId", "version", "input", "expectedOutput", "context", ' +
  '"createdAt", "updatedAt"';

/** The fields of an item that an update may set. */
const FIELDS = ['input', 'expectedOutput', 'context'] as const;

/** The statements of a commit, and which of them return updated items. */
export interface CommitStatements {
  /** The first returns the commit's version, or no row when there is no such dataset. */
  readonly statements: InStatement[];
  readonly returning: readonly number[];
}

/** A condition that an id is one of some, and the value of its parameter `:ids`. */
function idIsIn(ids: readonly string[]): { condition: string; ids: string } {
  const [only] = ids;
  // A single id takes SQLite less time to prepare, and single changes are the most frequent.
  return ids.length === 1 && only !== undefined
    ? { condition: '"id" = :ids', ids: only }
    : { condition: '"id" IN (SELECT value FROM json_each(:ids))', ids: JSON.stringify(ids) };
}

/** The version of the dataset `:datasetId`, which is the commit's after the first statement. */
function currentVersion({ datasets }: Tables, parameter = ':datasetId'): string {
  return `(SELECT "version" FROM ${datasets} WHERE "id" = ${parameter})`;
}

/**
 * Writes a commit as one batch. The first statement advances the dataset's version; a precondition
 * that does not hold makes it NULL, which the table refuses, so the whole batch fails. The others
 * take their version from the dataset's row, so they do nothing without a dataset.
 *
 * Items are always found by their key: the unary plus keeps SQLite from walking through the whole
 * dataset by the other indexes, which its planner may prefer.
 */
export function commitStatements(tables: Tables, request: CommitRequest): CommitStatements {
  const { datasetId, deletes, updates, inserts, purges } = request;
  const written = [...deletes, ...updates.map(({ id }) => id)];
  const statements: InStatement[] = [
    advanceDataset(tables, request, written),
    insertCommit(tables, request),
  ];
  const returning: number[] = [];
  if (written.length > 0) statements.push(supersede(tables, datasetId, written));
  if (deletes.length > 0) statements.push(deleteItems(tables, datasetId, deletes));
  for (const statement of updateItems(tables, datasetId, updates)) {
    returning.push(statements.push(statement) - 1);
  }
  statements.push(...insertItems(tables, datasetId, inserts));
  if (purges.length > 0) statements.push(purgeItems(tables, datasetId, purges));
  return { statements, returning };
}

function advanceDataset(
  { datasets, items, versions }: Tables,
  { datasetId, now, expectedVersion, schemaRevision }: CommitRequest,
  written: readonly string[],
): InStatement {
  const conditions = [
    '"schemaRevision" IS :schemaRevision',
    `EXISTS (SELECT 1 FROM ${versions} v
      WHERE v."datasetId" = :datasetId AND v."version" = ${datasets}."version")`,
  ];
  if (expectedVersion !== null) conditions.push('"version" = :expectedVersion');
  const { condition, ids } = idIsIn(written);
  if (written.length > 0) {
    conditions.push(`(SELECT count(*) FROM ${items}
      WHERE ${condition} AND +"datasetId" = :datasetId) = :writtenCount`);
  }
  return {
    sql: `UPDATE ${datasets}
      SET "version" = CASE WHEN ${conditions.join(' AND ')} THEN max(:now, "version" + 1) END
      WHERE "id" = :datasetId RETURNING "version"`,
    args: {
      datasetId,
      now: now(),
      schemaRevision,
      ...(expectedVersion === null ? {} : { expectedVersion }),
      ...(written.length === 0 ? {} : { ids, writtenCount: written.length }),
    },
  };
}

function insertCommit(tables: Tables, request: CommitRequest): InStatement {
  const { versions } = tables;
  return {
    sql: `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
        "deleted", "purged", "itemCount", "message")
      SELECT "datasetId", ${currentVersion(tables)}, "number" + 1, :added, :updated,
        :deleted, :purged, "itemCount" + :added - :deleted, :message
      FROM ${versions} WHERE "datasetId" = :datasetId ORDER BY "version" DESC LIMIT 1`,
    args: {
      datasetId: request.datasetId,
      added: request.inserts.length,
      updated: request.updates.length,
      deleted: request.deletes.length,
      purged: request.purges.length,
      message: request.message,
    },
  };
}

function supersede(tables: Tables, datasetId: string, written: readonly string[]): InStatement {
  const { condition, ids } = idIsIn(written);
  return {
    sql: `INSERT INTO ${tables.history} (${STATE_COLUMNS}, "validTo")
      SELECT ${STATE_COLUMNS}, ${currentVersion(tables)} FROM ${tables.items}
      WHERE ${condition} AND +"datasetId" = :datasetId`,
    args: { datasetId, ids },
  };
}

function deleteItems(
  { items }: Tables,
  datasetId: string,
  deletes: readonly string[],
): InStatement {
  const { condition, ids } = idIsIn(deletes);
  return {
    sql: `DELETE FROM ${items} WHERE ${condition} AND +"datasetId" = :datasetId`,
    args: { datasetId, ids },
  };
}

/** One statement or more for each set of fields that some updates have in common. */
function updateItems(
  tables: Tables,
  datasetId: string,
  updates: readonly ItemUpdate[],
): InStatement[] {
  const groups = new Map<string, ItemUpdate[]>();
  for (const update of updates) {
    const fields = FIELDS.filter((field) => update[field] !== undefined).join(',');
    const group = groups.get(fields);
    if (group === undefined) groups.set(fields, [update]);
    else group.push(update);
  }
  return [...groups.values()].flatMap((group) => {
    const fields = FIELDS.filter((field) => group[0]?.[field] !== undefined);
    const rows = group.map((update) => [
      update.id,
      ...fields.map((field) => update[field]?.text ?? null),
    ]);
    return chunkRows(rows).map((chunk) => updateFields(tables, datasetId, fields, chunk));
  });
}

function updateFields(
  tables: Tables,
  datasetId: string,
  fields: readonly string[],
  { clause, rows }: RowsOfValues,
): InStatement {
  const { items } = tables;
  const [only] = rows;
  const single = rows.length === 1 && only !== undefined;
  const version = currentVersion(tables, '?');
  const assignments = [
    `"version" = ${version}`,
    `"updatedAt" = ${version}`,
    ...fields.map((field, index) => `"${field}" = ${single ? '?' : `v.column${index + 2}`}`),
  ];
  const target = `UPDATE ${items} AS i SET ${assignments.join(', ')}`;
  const returning = `RETURNING ${PACKED.item} AS "state"`;
  // As with a single id, a single row takes SQLite a third of the time to prepare.
  return single
    ? {
        sql: `${target} WHERE i."id" = ? AND +i."datasetId" = ? ${returning}`,
        args: [datasetId, datasetId, ...only.slice(1), ...only.slice(0, 1), datasetId],
      }
    : {
        sql: `${target} FROM (${clause}) v
          WHERE i."id" = v.column1 AND +i."datasetId" = ? ${returning}`,
        args: [datasetId, datasetId, ...rows.flat(), datasetId],
      };
}

/** Inserts items as of the dataset's version. */
export function insertItems(
  { items, datasets }: Tables,
  datasetId: string,
  inserts: readonly ItemInsert[],
): InStatement[] {
  const values = inserts.map((item) => [
    item.id,
    item.externalId,
    item.input.text,
    item.expectedOutput?.text ?? null,
    item.context?.text ?? null,
    item.createdAt,
  ]);
  return chunkRows(values).map(({ clause, rows }) => ({
    sql: `INSERT INTO ${items} (${STATE_COLUMNS})
      SELECT v.column1, d."id", v.column2, d."version", v.column3, v.column4, v.column5,
        ifnull(v.column6, d."version"), d."version"
      FROM ${datasets} d CROSS JOIN (${clause}) v WHERE d."id" = ?`,
    args: [...rows.flat(), datasetId],
  }));
}

function purgeItems(tables: Tables, datasetId: string, purges: readonly string[]): InStatement {
  const { condition, ids } = idIsIn(purges);
  return {
    sql: `UPDATE ${tables.history} SET "input" = 'null', "expectedOutput" = NULL,
        "context" = NULL, "externalId" = NULL, "purgedAt" = ${currentVersion(tables)}
      WHERE ${condition} AND +"datasetId" = :datasetId AND "purgedAt" IS NULL`,
    args: { datasetId, ids },
  };
}
