import { DatasetsError } from '@mastra-datasets/core';
import { expect, it } from 'vitest';
import { isWorthChecking } from '../src/races.js';

function failure(details: Readonly<Record<string, unknown>>): DatasetsError {
  return new DatasetsError('STORAGE_FAILED', 'It failed.', { details });
}

/** What eight storages that open one new database at once may meet. */
it.each([
  ['23505', 'a row of a catalog'],
  ['42P06', 'a schema'],
  ['42P07', 'a table or an index'],
  ['42701', 'a column'],
  ['42710', 'the type that a table brings'],
  ['42723', 'a function'],
])('looks again after %s, when another has made %s', (sqlState) => {
  expect(isWorthChecking(failure({ sqlState, outcome: 'unchanged' }))).toBe(true);
});

it('looks again when the answer was lost', () => {
  expect(isWorthChecking(failure({ outcome: 'unknown' }))).toBe(true);
});

it.each(['42501', '53100'])('gives up after %s, which another try does not change', (sqlState) => {
  expect(isWorthChecking(failure({ sqlState, outcome: 'unchanged' }))).toBe(false);
});
