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
    versionNumber: numberOrNull(row, 4) ?? -1,
    input: json(row, 5),
    expectedOutput: jsonOrNull(row, 6),
    context: jsonOrNull(row, 7),
    splits: jsonOrNull(row, 8),
    source: jsonOrNull(row, 9),
    attributes: jsonOrNull(row, 10),
    createdAt: number(row, 11),
    updatedAt: number(row, 12),
    purgedAt: numberOrNull(row, 13),
  }),
};
