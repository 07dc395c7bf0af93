import { ITEM_STATE_COLUMNS } from '@mastra-datasets/core';
import { json, jsonOrNull, number, numberOrNull, text, textOrNull } from './values.js';
import type { StateFormat } from './state-format.js';

function select(alias = ''): string {
  return ITEM_STATE_COLUMNS.map((column) => `${alias}"${column}" AS "${column}"`).join(', ');
}

/** One value for each column, for a driver to which columns cost little. */
export const COLUMN_STATES: StateFormat = {
  select,
  width: ITEM_STATE_COLUMNS.length,
  sortedBy: () => '',
  // A query around another would make SQLite copy every value of every row once more.
  alone: (query) => query,
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
