import { COMMIT_COLUMNS, DATASET_COLUMNS, ITEM_STATE_COLUMNS } from '@mastra-datasets/core';

function quoteAll(columns: readonly string[], alias: string): string {
  return columns.map((column) => `${alias}"${column}"`).join(', ');
}

/** The common columns, for lists without an alias. */
export const STATE = quoteAll(ITEM_STATE_COLUMNS, '');

/** Selects a state of an item: from the items as `i`, or from the history as `h`. */
export const SELECTED_STATE = {
  current: `${quoteAll(ITEM_STATE_COLUMNS, 'i.')}, NULL::bigint AS "purgedAt"`,
  former: `${quoteAll(ITEM_STATE_COLUMNS, 'h.')}, h."purgedAt"`,
} as const;

/** The columns of a dataset. */
export const DATASET = quoteAll(DATASET_COLUMNS, '');

/** The columns of a commit, from the versions as `v`. */
export const COMMIT = quoteAll(COMMIT_COLUMNS, 'v.');
