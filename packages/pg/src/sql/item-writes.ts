import {
  datasetKey,
  ITEM_DOCUMENTS,
  type CommitRequest,
  type ItemDocuments,
  type ItemInsert,
  type ItemUpdate,
} from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { chunkRows } from './chunks.js';
import { documentColumns, SELECTED_STATE, STATE } from './columns.js';
import { currentVersion, setVersion } from './dataset-row.js';
import { idArray, isOneOf, lookupId, storedId } from './ids.js';
import { lastNamed } from './items.js';
import { refuseUnless, refuseWhere, type Condition } from './refusal.js';
import { Parameters, plannedFor, type Statement } from './statement.js';
import { textArray } from './text-array.js';

export function supersede(
  tables: Tables,
  datasetId: string,
  written: readonly string[],
): Statement {
  const parameters = new Parameters();
  const id = parameters.add(datasetKey(datasetId));
  return {
    text: `INSERT INTO ${tables.history} (${STATE}, "validTo")
      SELECT ${STATE}, ${currentVersion(tables, id)} FROM ${tables.items}
      WHERE "datasetId" = ${id} AND ${isOneOf('"id"', written, parameters)}`,
    values: parameters.values,
  };
}

export function deleteItems(
  { items }: Tables,
  datasetId: string,
  deletes: readonly string[],
): Statement {
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

/** Sets a field that may be absent to what an update brings, which is SQL. */
export function changedField(column: string, change: string): string {
  return `"${column}" = CASE WHEN ${change} IS NULL THEN i."${column}"
    ELSE nullif(${change}, '') END`;
}

/** What an update may remove, in the order of its parameters. */
export const REMOVABLE = ITEM_DOCUMENTS.filter((name) => name !== 'input');

function lengthOf(document: { readonly text: string } | null | undefined): number {
  return document?.text.length ?? 0;
}

export function updateItems(
  tables: Tables,
  { datasetId, updates, returnsUpdated }: CommitRequest,
): Statement[] {
  const returning = returnsUpdated ? `RETURNING ${SELECTED_STATE.current}` : '';
  return chunkRows(updates, lengthOfDocuments).map((rows) => {
    const only = rows.length === 1 ? rows[0] : undefined;
    return {
      text: `UPDATE ${tables.items} AS i SET
        ${setVersion(tables, '$1')}, "purgedAt" = ${refuseWhere('purged', 'i."purgedAt"')}, "input" = coalesce(v."input", i."input"),
        ${REMOVABLE.map((name) => changedField(name, `v."${name}"`)).join(', ')}
      FROM unnest($2::uuid[], $3::text[], ${textParameters(REMOVABLE.length, 4)})
        AS v("id", ${documentColumns()})
      WHERE i."datasetId" = $1 AND i."id" = v."id" ${only === undefined ? '' : `AND i."id" = $${4 + REMOVABLE.length}`}
      ${returning}`,
      values: [
        datasetKey(datasetId),
        idArray(rows.map(({ id }) => lookupId(id))),
        ...changesOf(rows),
        // A join alone may be done from all items of the dataset, where it is taken for empty.
        ...(only === undefined ? [] : [lookupId(only.id)]),
      ],
    };
  });
}

/** A value of the type `text[]` for each document that some updates may change. */
export function changesOf(updates: readonly ItemUpdate[]): Buffer[] {
  return [
    textArray(updates.map(({ input }) => input?.text ?? null)),
    ...REMOVABLE.map((name) => textArray(updates.map((update) => changeOf(update[name])))),
  ];
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
