import {
  datasetKey,
  ITEM_DOCUMENTS,
  type CommitConditions,
  type CommitRequest,
  type ItemDocuments,
  type ItemInsert,
  type PurgeRequest,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { chunkRows } from './chunks.js';
import { documentColumns, SELECTED_STATE, STATE } from './columns.js';
import { lastNamed } from './items.js';
import { idArray, isOneOf, lookupId, storedId } from './ids.js';
import { firstFailing, refuseUnless, refuseWhere, type Condition } from './refusal.js';
import { Parameters, plannedFor, type Lock, type Statement } from './statement.js';
import { textArray } from './text-array.js';

/** The statements of a commit, and which of them return updated items. */
export interface CommitStatements {
  /** The first returns the commit's version, or no row when there is no such dataset. */
  readonly statements: Statement[];
  readonly returning: readonly number[];
}

/** The version of the dataset, which is the commit's after the first statement. */
export function currentVersion({ datasets }: Tables, datasetId: string): string {
  return `(SELECT d."version" FROM ${datasets} d WHERE d."id" = ${datasetId})`;
}

/** Sets the version of an item's new state, and what goes with it, to that of the dataset. */
export function setVersion({ datasets }: Tables, datasetId: string): string {
  return `("version", "versionNumber", "updatedAt") = (
    SELECT d."version", d."versionNumber", d."version" FROM ${datasets} d
    WHERE d."id" = ${datasetId})`;
}

/** The number of the commit that a dataset's row is at, as the commits themselves tell it. */
export function currentNumber({ datasets, versions }: Tables, datasetId: string): string {
  return `(SELECT v."number" FROM ${versions} v
    WHERE v."datasetId" = ${datasetId} AND v."version" = ${datasets}."version")`;
}

/** The two ways to lock a dataset's row: only if it is free, or when it is free. */
export function locksOf(tables: Tables, datasetId: string): Lock {
  return {
    now: lockDataset(tables, datasetId, false),
    wait: lockDataset(tables, datasetId, true),
  };
}

/** Locks a dataset's row until the end of the transaction; without `wait`, fails when it is taken. */
export function lockDataset({ datasets }: Tables, datasetId: string, wait: boolean): Statement {
  return {
    text: `SELECT 1 FROM ${datasets} WHERE "id" = $1 FOR UPDATE${wait ? '' : ' NOWAIT'}`,
    values: [datasetKey(datasetId)],
  };
}

/**
 * Writes a commit as statements of one transaction that holds the lock of the dataset's row. The
 * first advances the dataset's version, and fails with the transaction where a condition does not
 * hold. The others take their version from the dataset's
 * row, so they do nothing without a dataset. Each sees what those before it did.
 */
export function commitStatements(tables: Tables, request: CommitRequest): CommitStatements {
  const { datasetId, deletes, updates, inserts, purges } = request;
  const written = [...deletes, ...updates.map(({ id }) => id)];
  const statements = [advanceDataset(tables, request, written), insertCommit(tables, request)];
  if (written.length > 0) statements.push(supersede(tables, datasetId, written));
  if (deletes.length > 0) statements.push(deleteItems(tables, datasetId, deletes));
  const returning: number[] = [];
  for (const statement of updateItems(tables, request)) {
    const index = statements.push(statement) - 1;
    if (request.returnsUpdated) returning.push(index);
  }
  const existedBefore = inserts.filter(({ createdAt }) => createdAt !== null).map(({ id }) => id);
  if (existedBefore.length > 0) statements.push(requireWhole(tables, datasetId, existedBefore));
  statements.push(...insertItems(tables, datasetId, inserts, request.checksIdentities));
  if (purges.length > 0) statements.push(purgeItems(tables, datasetId, purges));
  return { statements, returning };
}

/** Returns the version of a dataset, and which condition does not hold; no row without a dataset. */
export function confirm(tables: Tables, conditions: CommitConditions): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(conditions.datasetId));
  const failing = firstFailing([
    ...conditionsOn(conditions, parameters),
    ...requireKept(tables, conditions.kept, id, parameters),
  ]);
  return {
    text: `SELECT "version", "versionNumber", ${failing} FROM ${tables.datasets} WHERE "id" = ${id}`,
    values: parameters.values,
  };
}

/** The conditions on a dataset's row. */
export function conditionsOn(
  { expectedVersion, schemaRevision }: Pick<CommitConditions, 'expectedVersion' | 'schemaRevision'>,
  parameters: Parameters,
): Condition[] {
  const revision = `${parameters.add(schemaRevision)}::bigint`;
  const schemas = {
    name: 'schemas',
    sql: `"schemaRevision" IS NOT DISTINCT FROM ${revision}`,
  };
  if (expectedVersion === 'any') return [schemas];
  const sql = `"version" = ${parameters.add(expectedVersion)}`;
  return [{ name: 'version', sql }, schemas];
}

/** The condition that the version of a dataset's row is that of a commit. */
export function hasItsCommit(tables: Tables, id: string): Condition {
  return { name: 'intact', sql: `${currentNumber(tables, id)} IS NOT NULL` };
}

/** The condition that items are current in the state that they were read in. */
function requireKept(
  { items }: Tables,
  kept: CommitConditions['kept'],
  id: string,
  parameters: Parameters,
): Condition[] {
  if (kept.length === 0) return [];
  const ids = parameters.add(idArray(kept.map((item) => lookupId(item.id))));
  const versions = parameters.add(`{${kept.map(({ version }) => version).join(',')}}`);
  const sql = `(SELECT count(*) FROM ${items} i
    JOIN unnest(${ids}::uuid[], ${versions}::bigint[]) AS k("id", "version")
      ON i."id" = k."id" AND i."version" = k."version"
    WHERE i."datasetId" = ${id}) = ${parameters.add(kept.length)}`;
  return [{ name: 'kept', sql }];
}

function advanceDataset(
  tables: Tables,
  request: CommitRequest,
  written: readonly string[],
): Statement {
  const { datasets, items } = tables;
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(request.datasetId));
  const time = parameters.add(request.now());
  const conditions = [hasItsCommit(tables, id), ...conditionsOn(request, parameters)];
  if (written.length > 0) {
    const sql = `(SELECT count(*) FROM ${items} i
      WHERE i."datasetId" = ${id} AND ${isOneOf('i."id"', written, parameters)}
    ) = ${parameters.add(written.length)}`;
    conditions.push({ name: 'items', sql });
  }
  const purgedOnly = request.purges.filter((purged) => !request.deletes.includes(purged));
  if (purgedOnly.length > 0) {
    const sql = `NOT EXISTS (SELECT 1 FROM ${items} i
      WHERE i."datasetId" = ${id} AND ${isOneOf('i."id"', purgedOnly, parameters)})`;
    conditions.push({ name: 'items', sql });
  }
  conditions.push(...requireKept(tables, request.kept, id, parameters));
  const version = `greatest(${time}::bigint, "version" + 1)`;
  return {
    text: `UPDATE ${datasets}
      SET "version" = ${refuseUnless(conditions, '"version"', version)},
        "versionNumber" = ${currentNumber(tables, id)} + 1
      WHERE "id" = ${id} RETURNING "version", "versionNumber"`,
    values: parameters.values,
  };
}

function insertCommit(tables: Tables, request: CommitRequest): Statement {
  const { versions } = tables;
  return {
    text: `INSERT INTO ${versions} ("datasetId", "version", "number", "added", "updated",
        "deleted", "purged", "itemCount", "author", "message")
      SELECT v."datasetId", ${currentVersion(tables, '$1')}, v."number" + 1,
        $2::bigint, $3::bigint, $4::bigint, $5::bigint,
        v."itemCount" + $2::bigint - $4::bigint, $6::text, $7::text
      FROM ${versions} v WHERE v."datasetId" = $1 ORDER BY v."version" DESC LIMIT 1`,
    values: [
      datasetKey(request.datasetId),
      request.inserts.length,
      request.updates.length,
      request.deletes.length,
      request.purges.length,
      request.author,
      request.message,
    ],
  };
}

function supersede(tables: Tables, datasetId: string, written: readonly string[]): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  return {
    text: `INSERT INTO ${tables.history} (${STATE}, "validTo")
      SELECT ${STATE}, ${currentVersion(tables, id)} FROM ${tables.items}
      WHERE "datasetId" = ${id} AND ${isOneOf('"id"', written, parameters)}`,
    values: parameters.values,
  };
}

function deleteItems({ items }: Tables, datasetId: string, deletes: readonly string[]): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  return {
    text: `DELETE FROM ${items}
      WHERE "datasetId" = ${id} AND ${isOneOf('"id"', deletes, parameters)}`,
    values: parameters.values,
  };
}

/**
 * What an update brings for a field that may be absent: NULL keeps it, and no text, which JSON
 * never is, removes it.
 */
function changeOf(document: ItemDocuments['context'] | undefined): string | null {
  if (document === undefined) return null;
  return document?.text ?? '';
}

function changedField(column: string): string {
  return `"${column}" = CASE WHEN v."${column}" IS NULL THEN i."${column}"
    ELSE nullif(v."${column}", '') END`;
}

/** What an update may remove, in the order of its parameters. */
const REMOVABLE = ITEM_DOCUMENTS.filter((name) => name !== 'input');

function lengthOf(document: { readonly text: string } | null | undefined): number {
  return document?.text.length ?? 0;
}

function updateItems(
  tables: Tables,
  { datasetId, updates, returnsUpdated }: CommitRequest,
): Statement[] {
  const returning = returnsUpdated ? `RETURNING ${SELECTED_STATE.current}` : '';
  return chunkRows(updates, lengthOfDocuments).map((rows) => ({
    text: `UPDATE ${tables.items} AS i SET
        ${setVersion(tables, '$1')}, "purgedAt" = ${refuseWhere('purged', 'i."purgedAt"')}, "input" = coalesce(v."input", i."input"),
        ${REMOVABLE.map(changedField).join(', ')}
      FROM unnest($2::uuid[], $3::text[], ${textParameters(REMOVABLE.length, 4)})
        AS v("id", ${documentColumns()})
      WHERE i."datasetId" = $1 AND i."id" = v."id"
      ${returning}`,
    values: [
      datasetKey(datasetId),
      idArray(rows.map(({ id }) => lookupId(id))),
      textArray(rows.map(({ input }) => input?.text ?? null)),
      ...REMOVABLE.map((name) => textArray(rows.map((row) => changeOf(row[name])))),
    ],
  }));
}

/** Parameters of the type `text[]` from a number on. */
export function textParameters(count: number, first: number): string {
  return Array.from({ length: count }, (_, index) => `$${first + index}::text[]`).join(', ');
}

/** The length of an item's text, in UTF-16 code units. */
export function lengthOfDocuments(documents: Partial<ItemDocuments>): number {
  return ITEM_DOCUMENTS.reduce((length, name) => length + lengthOf(documents[name]), 0);
}

/** A value of the type `text[]` for each document of some items. */
export function documentArrays(rows: readonly ItemDocuments[]): Buffer[] {
  return ITEM_DOCUMENTS.map((name) => textArray(rows.map((row) => row[name]?.text ?? null)));
}

/**
 * The condition that an inserted item `v` is the one that its external id names. The states that the
 * commit ends are in the history by then.
 */
function isNamed(tables: Tables): Condition {
  const former =
    'l."datasetId" = $1 AND l."datasetId" = d."id" AND l."externalId" = v."externalId"';
  return {
    name: 'identities',
    sql: `CASE WHEN v."externalId" IS NULL THEN TRUE
      ELSE ${lastNamed(tables, 'id', former)} IS NOT DISTINCT FROM
        CASE WHEN v."createdAt" IS NULL THEN NULL ELSE v."id" END
      END`,
  };
}

/** Inserts items as of the dataset's version; with `checksIdentities`, only those named so. */
export function insertItems(
  tables: Tables,
  datasetId: string,
  inserts: readonly ItemInsert[],
  checksIdentities: boolean,
): Statement[] {
  const { items, datasets } = tables;
  const conditions = checksIdentities ? [isNamed(tables)] : [];
  const version = refuseUnless(conditions, 'd."version"', 'd."version"');
  return chunkRows(inserts, lengthOfDocuments).map((rows) => ({
    text: `INSERT INTO ${items} (${STATE})
      SELECT v."id", d."id", v."externalId", ${version}, d."versionNumber",
        ${documentColumns('v.')}, coalesce(v."createdAt"::bigint, d."version"), d."version",
        NULL::bigint
      FROM ${datasets} d
      CROSS JOIN unnest($2::uuid[], ${textParameters(ITEM_DOCUMENTS.length + 2, 3)})
        AS v("id", "externalId", "createdAt", ${documentColumns()})
      WHERE d."id" = $1`,
    values: [
      datasetKey(datasetId),
      idArray(rows.map(({ id }) => storedId(id))),
      textArray(rows.map(({ externalId }) => externalId)),
      textArray(rows.map(({ createdAt }) => (createdAt === null ? null : String(createdAt)))),
      ...documentArrays(rows),
    ],
    // Where identities are checked, the history is looked through for each row.
    ...(checksIdentities ? plannedFor(rows.length) : {}),
  }));
}

/** Refuses the commit where an item would come back whose content was removed. */
function requireWhole(
  { datasets, history }: Tables,
  datasetId: string,
  inserted: readonly string[],
): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  const sql = `NOT EXISTS (SELECT 1 FROM ${history} h WHERE h."datasetId" = ${id}
    AND ${isOneOf('h."id"', inserted, parameters)} AND h."purgedAt" IS NOT NULL)`;
  return {
    text: `UPDATE ${datasets}
      SET "version" = ${refuseUnless([{ name: 'purged', sql }], '"version"', '"version"')}
      WHERE "id" = ${id}`,
    values: parameters.values,
  };
}

function purgeItems(tables: Tables, datasetId: string, purges: readonly string[]): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  return purge(tables.history, id, purges, currentVersion(tables, id), parameters);
}

/** Removes the content of items from their current and former states, under the dataset's lock. */
export function purgeInPlace(
  tables: Tables,
  { datasetId, ids, purgedAt }: PurgeRequest,
): Statement[] {
  const purges = [tables.items, tables.history].map((table) => {
    const parameters = new Parameters();
    const id = parameters.add(datasetKey(datasetId));
    return purge(table, id, ids, `${parameters.add(purgedAt)}::bigint`, parameters);
  });
  return [lockDataset(tables, datasetId, true), ...purges];
}

/** Removes the content of items from their states in a table; `purgedAt` is SQL. */
function purge(
  table: string,
  id: string,
  purges: readonly string[],
  purgedAt: string,
  parameters: Parameters,
): Statement {
  return {
    text: `UPDATE ${table} SET "input" = 'null', "expectedOutput" = NULL,
        "context" = NULL, "splits" = NULL, "source" = NULL, "attributes" = NULL,
        "externalId" = NULL, "purgedAt" = ${purgedAt}
      WHERE "datasetId" = ${id} AND ${isOneOf('"id"', purges, parameters)} AND "purgedAt" IS NULL`,
    values: parameters.values,
  };
}
