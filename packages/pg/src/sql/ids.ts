import { DatasetsError } from '@mastra-datasets/core';
import type { Parameters } from './statement.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of nothing: no id is ever made like this. */
const NIL = '00000000-0000-0000-0000-000000000000';

/** An id to look up; what is no id in our form is that of nothing. */
export function lookupId(id: string): string {
  return UUID.test(id) ? id : NIL;
}

/** An id to store. Throws `INVALID_ARGUMENT` for one that is no UUID in lower case. */
export function storedId(id: string): string {
  if (UUID.test(id)) return id;
  const reason = `${JSON.stringify(id)} is no UUID, which ids in PostgreSQL have to be`;
  throw new DatasetsError('INVALID_ARGUMENT', `id: ${reason}.`, {
    details: { path: 'id', reason },
  });
}

/** Ids as a value of the type `uuid[]`. */
export function idArray(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

/** A condition that a column is one of some ids that are looked up. */
export function isOneOf(column: string, ids: readonly string[], parameters: Parameters): string {
  const [only] = ids;
  // A single id is the most frequent, and takes the server less time to plan.
  return ids.length === 1 && only !== undefined
    ? `${column} = ${parameters.add(lookupId(only))}`
    : `${column} = ANY(${parameters.add(idArray(ids.map(lookupId)))}::uuid[])`;
}
