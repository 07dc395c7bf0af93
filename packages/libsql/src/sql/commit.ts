import type { InStatement } from '@libsql/client';
import type { CommitRequest, ItemInsert, ItemUpdate } from '@mastra-datasets/core';
import { packedState } from '../rows.js';
import type { Tables } from '../tables.js';
import { chunkRows } from './json-rows.js';

/** The columns that items and history have in common. */
const STATE_COLUMNS =
  '"id", "datasetId", "externalId", "version", "input", "expectedOutput", "context", ' +
  '"createdAt", "updatedAt"';

/** The fields of an item that an update may set. */
const FIELDS = ['input', 'expectedOutput', 'context'] as const;

/** The statements of a commit, and which of them return updated items. */
export interface CommitStatements {
  /** The first returns the commit's version and number, or no row when it was refused. */
  readonly statements: InStatement[];
  readonly returning: readonly number[];
}

/**
 * Writes a commit as one batch. The first statement makes the commit's row; a precondition that
 * does not hold makes its version NULL, which the table refuses, so the whole batch fails. The
 * others take their version from the dataset's row, so they do nothing without a dataset.
 *
 * Items are always found by their key: the unary plus keeps SQLite from walking through the whole
 * dataset by the other indexes, which its planner may prefer.
 */
export function commitStatements(tables: Tables, request: CommitRequest): CommitStatements {
  const { datasetId, deletes, updates, inserts, purges } = request;
  const written = [...deletes, ...updates.map(({ id }) => id)];
  const statements: InStatement[] = [
    insertCommit(tables, request, written),
    advanceDataset(tables, datasetId),
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

function insertCommit(
  { versions, datasets, items }: Tables,
  request: CommitRequest,
  written: readonly string[],
): InStatement {
  const { datasetId, now, expectedVersion, schemaRevision, message } = request;
  const conditions = ['d."schemaRevision" IS :schemaRevision'];
  if (expectedVersion !== null) conditions.push('d."version" = :expectedVersion');
  if (written.length > 0) {
    conditions.push(`(SELECT count(*) FROM json_each(:written) w CROSS JOIN ${items} i
      ON i."id" = w.value WHERE +i."datasetId" = d."id") = :writtenCount`);
  }
  return {
    sql: `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
        "deleted", "purged", "itemCount", "message")
      SELECT d."id", CASE WHEN ${conditions.join(' AND ')} THEN max(:now, d."version" + 1) END,
        v."number" + 1, :added, :updated, :deleted, :purged,
        v."itemCount" + :added - :deleted, :message
      FROM ${datasets} d JOIN ${versions} v
        ON v."datasetId" = d."id" AND v."version" = d."version"
      WHERE d."id" = :datasetId
      RETURNING "version", "number"`,
    args: {
      datasetId,
      now,
      schemaRevision,
      message,
      added: request.inserts.length,
      updated: request.updates.length,
      deleted: request.deletes.length,
      purged: request.purges.length,
      ...(expectedVersion === null ? {} : { expectedVersion }),
      ...(written.length === 0
        ? {}
        : { written: JSON.stringify(written), writtenCount: written.length }),
    },
  };
}

function advanceDataset({ datasets, versions }: Tables, datasetId: string): InStatement {
  return {
    sql: `UPDATE ${datasets} SET "version" =
        (SELECT max("version") FROM ${versions} WHERE "datasetId" = :datasetId)
      WHERE "id" = :datasetId`,
    args: { datasetId },
  };
}

function supersede(
  { history, items, datasets }: Tables,
  datasetId: string,
  ids: readonly string[],
): InStatement {
  const columns = STATE_COLUMNS.replaceAll('"id"', 'i."id"')
    .split(', ')
    .map((column) => (column.startsWith('i.') ? column : `i.${column}`))
    .join(', ');
  return {
    sql: `INSERT INTO ${history} (${STATE_COLUMNS}, "validTo")
      SELECT ${columns}, d."version"
      FROM ${datasets} d CROSS JOIN json_each(:ids) w CROSS JOIN ${items} i ON i."id" = w.value
      WHERE d."id" = :datasetId AND +i."datasetId" = d."id"`,
    args: { datasetId, ids: JSON.stringify(ids) },
  };
}

function deleteItems({ items }: Tables, datasetId: string, ids: readonly string[]): InStatement {
  return {
    sql: `DELETE FROM ${items} WHERE +"datasetId" = :datasetId
      AND "id" IN (SELECT value FROM json_each(:ids))`,
    args: { datasetId, ids: JSON.stringify(ids) },
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
  { items, datasets }: Tables,
  datasetId: string,
  fields: readonly string[],
  rows: string,
): InStatement {
  const version = `(SELECT "version" FROM ${datasets} WHERE "id" = :datasetId)`;
  const assignments = [
    `"version" = ${version}`,
    `"updatedAt" = ${version}`,
    ...fields.map((field, index) => `"${field}" = j.value ->> ${index + 1}`),
  ];
  return {
    sql: `UPDATE ${items} AS i SET ${assignments.join(', ')}
      FROM json_each(:rows) j
      WHERE i."id" = j.value ->> 0 AND +i."datasetId" = :datasetId
      RETURNING ${packedState(items, null)} AS "state"`,
    args: { datasetId, rows },
  };
}

/** Inserts items as of the dataset's version. */
export function insertItems(
  { items, datasets }: Tables,
  datasetId: string,
  inserts: readonly ItemInsert[],
): InStatement[] {
  const rows = inserts.map((item) => [
    item.id,
    item.externalId,
    item.input.text,
    item.expectedOutput?.text ?? null,
    item.context?.text ?? null,
    item.createdAt,
  ]);
  return chunkRows(rows).map((chunk) => ({
    sql: `INSERT INTO ${items} (${STATE_COLUMNS})
      SELECT j.value ->> 0, d."id", j.value ->> 1, d."version", j.value ->> 2, j.value ->> 3,
        j.value ->> 4, ifnull(j.value ->> 5, d."version"), d."version"
      FROM ${datasets} d CROSS JOIN json_each(:rows) j WHERE d."id" = :datasetId`,
    args: { datasetId, rows: chunk },
  }));
}

function purgeItems(
  { history, datasets }: Tables,
  datasetId: string,
  ids: readonly string[],
): InStatement {
  return {
    sql: `UPDATE ${history} SET "input" = 'null', "expectedOutput" = NULL, "context" = NULL,
        "externalId" = NULL,
        "purgedAt" = (SELECT "version" FROM ${datasets} WHERE "id" = :datasetId)
      WHERE "id" IN (SELECT value FROM json_each(:ids)) AND +"datasetId" = :datasetId
        AND "purgedAt" IS NULL`,
    args: { datasetId, ids: JSON.stringify(ids) },
  };
}
