import type {
  CommitConditions,
  CommitRequest,
  PurgeRequest,
  RequiredVersion,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { chunk, idIsIn, MOST_IDS } from './id-conditions.js';
import { insertItems, updateItems } from './item-writes.js';
import { refuseUnless, type Condition } from './refusal.js';
import type { Statement } from './statement.js';
import { currentNumber, currentVersion, stateColumns } from './states.js';
import { writtenSql } from './written-sql.js';

/**
 * Writes a commit as one batch. The first statement advances the dataset's version, and fails with
 * the whole batch where a condition does not hold. The others take their version from the
 * dataset's row, so they do nothing without a dataset.
 *
 * Items are always found by their key: the unary plus keeps SQLite from walking through the whole
 * dataset by the other indexes, which its planner may prefer.
 *
 * The first statement returns the commit's version, or no row when there is no such dataset. With
 * `returnsItems`, those that update items return their new states. No other one returns anything.
 */
export function* commitStatements(
  tables: Tables,
  request: CommitRequest,
  returnsItems: boolean,
): Generator<Statement, void, undefined> {
  const { datasetId, kept, deletes, updates, inserts, purges, checksIdentities } = request;
  const written = [...deletes, ...updates.map(({ id }) => id)];
  const isCountedFirst = written.length <= MOST_IDS;
  yield advanceDataset(tables, request, isCountedFirst ? written : []);
  yield* requireKept(tables, datasetId, kept);
  yield insertCommit(tables, request);
  for (const ids of chunk(written)) yield supersede(tables, datasetId, ids);
  if (!isCountedFirst) yield requireSuperseded(tables, datasetId, written.length);
  for (const ids of chunk(deletes)) yield deleteItems(tables, datasetId, ids);
  yield* updateItems(tables, datasetId, updates, returnsItems);
  const existedBefore = inserts.filter(({ createdAt }) => createdAt !== null).map(({ id }) => id);
  for (const ids of chunk(existedBefore)) yield requireWhole(tables, datasetId, ids);
  yield* insertItems(tables, datasetId, inserts, checksIdentities);
  for (const ids of chunk(purges)) {
    yield requireGone(tables, datasetId, ids);
    yield purge(tables.history, { datasetId, ids }, currentVersion(tables));
  }
}

/** As {@link commitStatements} for conditions alone: the first returns the version, which stays. */
export function confirmStatements(
  tables: Tables,
  { datasetId, expectedVersion, schemaRevision, kept }: CommitConditions,
): Statement[] {
  // A write, as replicas answer anything else themselves.
  const confirmation = {
    sql: `UPDATE ${tables.datasets}
      SET "version" = ${refuseUnless(conditionsOn(expectedVersion), '"version"')}
      WHERE "id" = :datasetId RETURNING "version", "versionNumber"`,
    args: { datasetId, expectedVersion, schemaRevision },
  };
  return [confirmation, ...requireKept(tables, datasetId, kept)];
}

/** A write that changes nothing. */
export function touchDataset({ datasets }: Tables, datasetId: string): Statement {
  return {
    sql: `UPDATE ${datasets} SET "version" = "version" WHERE "id" = :datasetId`,
    args: { datasetId },
  };
}

/** The conditions on a dataset's row. */
export function conditionsOn(expectedVersion: RequiredVersion): Condition[] {
  const schemas = { name: 'schemas', sql: '"schemaRevision" IS :schemaRevision' };
  if (expectedVersion === 'any') return [schemas];
  return [{ name: 'version', sql: '"version" = :expectedVersion' }, schemas];
}

/** The condition that the version of a dataset's row is that of a commit. */
export function hasItsCommit(tables: Tables): Condition {
  return { name: 'intact', sql: `${currentNumber(tables)} IS NOT NULL` };
}

/** Refuses a batch unless items are current in the state that they were read in. */
function requireKept(
  { datasets, items }: Tables,
  datasetId: string,
  kept: CommitConditions['kept'],
): Statement[] {
  const areKept = `(SELECT count(*) FROM json_each(:kept) k CROSS JOIN ${items} i
    WHERE i."id" = k."key" AND +i."datasetId" = :datasetId AND +i."version" = k."value") = :count`;
  return chunk(kept).map((part) => ({
    sql: `UPDATE ${datasets}
      SET "version" = ${refuseUnless([{ name: 'kept', sql: areKept }], '"version"')}
      WHERE "id" = :datasetId`,
    args: {
      datasetId,
      kept: JSON.stringify(Object.fromEntries(part.map(({ id, version }) => [id, version]))),
      count: part.length,
    },
  }));
}

function advanceDataset(
  tables: Tables,
  { datasetId, now, expectedVersion, schemaRevision }: CommitRequest,
  written: readonly string[],
): Statement {
  const { datasets, items } = tables;
  const { kind, condition, ids } = idIsIn(written);
  const write = () => {
    const areCurrent = `(SELECT count(*) FROM ${items}
      WHERE ${condition} AND +"datasetId" = :datasetId) = :writtenCount`;
    const conditions = [hasItsCommit(tables), ...conditionsOn(expectedVersion)];
    if (written.length > 0) conditions.push({ name: 'items', sql: areCurrent });
    return `UPDATE ${datasets}
      SET "version" = ${refuseUnless(conditions, 'max(:now, "version" + 1)')},
        "versionNumber" = ${currentNumber(tables)} + 1
      WHERE "id" = :datasetId RETURNING "version", "versionNumber"`;
  };
  const name = `advance ${expectedVersion === 'any'} ${written.length > 0} ${kind}`;
  return {
    sql: writtenSql(tables, name, write),
    givesOne: true,
    args: {
      datasetId,
      now: now(),
      expectedVersion,
      schemaRevision,
      ids,
      writtenCount: written.length,
    },
  };
}

function insertCommit(tables: Tables, request: CommitRequest): Statement {
  const { versions } = tables;
  const write =
    () => `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
      "deleted", "purged", "itemCount", "author", "message")
    SELECT "datasetId", ${currentVersion(tables)}, "number" + 1, :added, :updated,
      :deleted, :purged, "itemCount" + :added - :deleted, :author, :message
    FROM ${versions} WHERE "datasetId" = :datasetId ORDER BY "version" DESC LIMIT 1`;
  return {
    sql: writtenSql(tables, 'insertCommit', write),
    args: {
      datasetId: request.datasetId,
      added: request.inserts.length,
      updated: request.updates.length,
      deleted: request.deletes.length,
      purged: request.purges.length,
      author: request.author,
      message: request.message,
    },
  };
}

function supersede(tables: Tables, datasetId: string, written: readonly string[]): Statement {
  const { kind, condition, ids } = idIsIn(written);
  const write = () => `INSERT INTO ${tables.history} (${stateColumns()}, "validTo")
    SELECT ${stateColumns()}, ${currentVersion(tables)} FROM ${tables.items}
    WHERE ${condition} AND +"datasetId" = :datasetId`;
  return { sql: writtenSql(tables, `supersede ${kind}`, write), args: { datasetId, ids } };
}

/**
 * Refuses the commit unless as many items were superseded as it writes, for commits with more ids
 * than the first statement can count.
 */
function requireSuperseded(
  { datasets, history }: Tables,
  datasetId: string,
  count: number,
): Statement {
  const sql = `(SELECT count(*) FROM ${history} h
    WHERE h."datasetId" = :datasetId AND h."validTo" = ${datasets}."version") = :count`;
  return {
    sql: `UPDATE ${datasets}
      SET "version" = ${refuseUnless([{ name: 'items', sql }], '"version"')}
      WHERE "id" = :datasetId`,
    args: { datasetId, count },
  };
}

function deleteItems(tables: Tables, datasetId: string, deletes: readonly string[]): Statement {
  const { kind, condition, ids } = idIsIn(deletes);
  const write = () =>
    `DELETE FROM ${tables.items} WHERE ${condition} AND +"datasetId" = :datasetId`;
  return { sql: writtenSql(tables, `delete ${kind}`, write), args: { datasetId, ids } };
}

/** Refuses the commit where an item is current whose content is to be purged. */
function requireGone(
  { datasets, items }: Tables,
  datasetId: string,
  purges: readonly string[],
): Statement {
  const { condition, ids } = idIsIn(purges);
  const sql = `NOT EXISTS (SELECT 1 FROM ${items}
    WHERE ${condition} AND +"datasetId" = :datasetId)`;
  return {
    sql: `UPDATE ${datasets} SET "version" = ${refuseUnless([{ name: 'items', sql }], '"version"')}
      WHERE "id" = :datasetId`,
    args: { datasetId, ids },
  };
}

/** Refuses the commit where an item would come back whose content was removed. */
function requireWhole(
  { datasets, history }: Tables,
  datasetId: string,
  inserted: readonly string[],
): Statement {
  const { condition, ids } = idIsIn(inserted);
  const sql = `NOT EXISTS (SELECT 1 FROM ${history}
    WHERE ${condition} AND +"datasetId" = :datasetId AND "purgedAt" IS NOT NULL)`;
  return {
    sql: `UPDATE ${datasets} SET "version" = ${refuseUnless([{ name: 'purged', sql }], '"version"')}
      WHERE "id" = :datasetId`,
    args: { datasetId, ids },
  };
}

/** Removes the content of items from their current and former states. */
export function purgeInPlace(
  { items, history }: Tables,
  { datasetId, ids, purgedAt }: PurgeRequest,
): Statement[] {
  return chunk(ids).flatMap((part) =>
    [items, history].map((table) => {
      const { sql, args } = purge(table, { datasetId, ids: part }, ':purgedAt');
      return { sql, args: { ...args, purgedAt } };
    }),
  );
}

/** Removes the content of items from their states in a table. `purgedAt` is SQL. */
function purge(
  table: string,
  { datasetId, ids: purged }: Pick<PurgeRequest, 'datasetId' | 'ids'>,
  purgedAt: string,
): { readonly sql: string; readonly args: Readonly<Record<string, string>> } {
  const { condition, ids } = idIsIn(purged);
  return {
    sql: `UPDATE ${table} SET "input" = 'null', "expectedOutput" = NULL,
        "context" = NULL, "splits" = NULL, "source" = NULL, "attributes" = NULL,
        "externalId" = NULL, "purgedAt" = ${purgedAt}
      WHERE ${condition} AND +"datasetId" = :datasetId AND "purgedAt" IS NULL`,
    args: { datasetId, ids },
  };
}
