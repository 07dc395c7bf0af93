import { datasetKey, type CommitConditions } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import { currentNumber } from './dataset-row.js';
import { idArray, lookupId } from './ids.js';
import { firstFailing, type Condition } from './refusal.js';
import { Parameters, type Statement } from './statement.js';

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
export function requireKept(
  { items }: Tables,
  kept: CommitConditions['kept'],
  id: string,
  parameters: Parameters,
): Condition[] {
  const [only] = kept;
  if (only === undefined) return [];
  if (kept.length === 1) {
    // The sum keeps the planner from an index by version, which may have all items of a dataset.
    const state = `i."id" = ${parameters.add(lookupId(only.id))}
      AND i."version" + 0 = ${parameters.add(only.version)}::bigint`;
    const found = `(SELECT count(*) FROM ${items} i WHERE i."datasetId" = ${id} AND ${state})`;
    return [{ name: 'kept', sql: `${found} = 1` }];
  }
  const ids = parameters.add(idArray(kept.map((item) => lookupId(item.id))));
  const versions = parameters.add(`{${kept.map(({ version }) => version).join(',')}}`);
  const sql = `(SELECT count(*) FROM ${items} i
    JOIN unnest(${ids}::uuid[], ${versions}::bigint[]) AS k("id", "version")
      ON i."id" = k."id" AND i."version" = k."version"
    WHERE i."datasetId" = ${id}) = ${parameters.add(kept.length)}`;
  return [{ name: 'kept', sql }];
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
