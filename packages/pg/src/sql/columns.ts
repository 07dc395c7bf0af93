import {
  COMMIT_COLUMNS,
  DATASET_COLUMNS,
  ITEM_DOCUMENTS,
  ITEM_STATE_COLUMNS,
} from '@mastra-datasets/core';

function quoteAll(columns: readonly string[], alias: string): string {
  return columns.map((column) => `${alias}"${column}"`).join(', ');
}

/** The common columns, for lists without an alias. */
export const STATE = quoteAll(ITEM_STATE_COLUMNS, '');

/** Selects a state of an item: from the items as `i`, or from the history as `h`. */
export const SELECTED_STATE = {
  current: quoteAll(ITEM_STATE_COLUMNS, 'i.'),
  former: quoteAll(ITEM_STATE_COLUMNS, 'h.'),
} as const;

/** Selects a dataset as `d`, its id as it was given. */
export const SELECTED_DATASET = DATASET_COLUMNS.map((column) =>
  column === 'id' ? `coalesce(d."givenId", d."id"::text)` : `d."${column}"`,
).join(', ');

/** The columns of JSON, of a table with an alias such as `s.`, or of one without. */
export function documentColumns(alias = ''): string {
  return quoteAll(ITEM_DOCUMENTS, alias);
}

/** The columns of a commit, from the versions as `v`. */
export const COMMIT = quoteAll(COMMIT_COLUMNS, 'v.');
