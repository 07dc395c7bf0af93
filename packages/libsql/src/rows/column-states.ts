import { ITEM_STATE_COLUMNS } from '@mastra-datasets/core';
import { json, jsonOrNull, number, numberOrNull, text, textOrNull } from './values.js';
import type { StateFormat } from './state-format.js';

const NAMES = [...ITEM_STATE_COLUMNS, 'purgedAt'];

function select(alias: string, purgedAt: string): string {
  const columns = ITEM_STATE_COLUMNS.map((column) => `${alias}"${column}" AS "${column}"`);
  return [...columns, `${purgedAt} AS "purgedAt"`].join(', ');
}

/** One value for each column, for a driver to which columns cost little. */
export const COLUMN_STATES: StateFormat = {
  // A current item is never purged.
  current: (alias = '') => select(alias, 'NULL'),
  former: (alias) => select(alias, `${alias}"purgedAt"`),
  names: NAMES.map((name) => `"${name}"`).join(', '),
  width: NAMES.length,
  sortedBy: () => '',
  // The places are those of ITEM_STATE_COLUMNS.
  read: (row) => ({
    id: text(row, 0),
    datasetId: text(row, 1),
    externalId: textOrNull(row, 2),
    version: number(row, 3),
    input: json(row, 4),
    expectedOutput: jsonOrNull(row, 5),
    context: jsonOrNull(row, 6),
    createdAt: number(row, 7),
    updatedAt: number(row, 8),
    purgedAt: numberOrNull(row, 9),
  }),
};
