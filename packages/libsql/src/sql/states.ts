import { ITEM_STATE_COLUMNS } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';

/** The columns that items and history have in common, of a table with an alias such as `i.`. */
export function stateColumns(alias = ''): string {
  return ITEM_STATE_COLUMNS.map((column) => `${alias}"${column}"`).join(', ');
}

/** Sets the version of an item's new state, and what goes with it, to that of the dataset. */
export function setVersion({ datasets }: Tables, parameter = ':datasetId'): string {
  return `("version", "versionNumber", "updatedAt") = (
    SELECT "version", "versionNumber", "version" FROM ${datasets} WHERE "id" = ${parameter})`;
}

/** The number of the commit that a dataset's row is at, as the commits themselves tell it. */
export function currentNumber({ datasets, versions }: Tables): string {
  return `(SELECT v."number" FROM ${versions} v
    WHERE v."datasetId" = :datasetId AND v."version" = ${datasets}."version")`;
}

/** The version of the dataset `:datasetId`, which is the commit's after the first statement. */
export function currentVersion({ datasets }: Tables, parameter = ':datasetId'): string {
  return `(SELECT "version" FROM ${datasets} WHERE "id" = ${parameter})`;
}
