import { ITEM_STATE_COLUMNS } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';

/** The columns that items and history have in common, of a table with an alias such as `i.`. */
export function stateColumns(alias = ''): string {
  return ITEM_STATE_COLUMNS.map((column) => `${alias}"${column}"`).join(', ');
}

/** The version of the dataset `:datasetId`, which is the commit's after the first statement. */
export function currentVersion({ datasets }: Tables, parameter = ':datasetId'): string {
  return `(SELECT "version" FROM ${datasets} WHERE "id" = ${parameter})`;
}
