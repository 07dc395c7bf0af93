import { DatasetsError } from '@mastra-datasets/core';

/** What the server says when several make the same table, schema or function at once. */
const RACE_STATES: ReadonlySet<unknown> = new Set([
  '23505',
  '42P06',
  '42P07',
  '42701',
  '42710',
  '42723',
  'XX000',
]);

/** Whether what was to be made may be there after all, or may be made at another try. */
export function isWorthChecking(error: unknown): boolean {
  if (!(error instanceof DatasetsError)) return false;
  const { outcome, sqlState } = error.details;
  return outcome === 'unknown' || RACE_STATES.has(sqlState);
}
