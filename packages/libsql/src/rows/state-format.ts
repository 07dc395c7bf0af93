import type { ItemRecord } from '@mastra-datasets/core';
import type { Row } from '../sql/statement.js';

/** How the states of items are selected and read. Which way is fastest depends on the driver. */
export interface StateFormat {
  /** What to select from items or their history, as the only table or under an alias such as `i.`. */
  readonly select: (alias?: string) => string;
  /** How many values of a row they are. */
  readonly width: number;
  /** What to select besides, so that the rows can be sorted by these columns: nothing, or a list. */
  readonly sortedBy: (alias: string, columns: readonly string[]) => string;
  /** Leaves out of a query what it selects besides. */
  readonly alone: (query: string) => string;
  /** Reads the values, which are the first of a row. */
  readonly read: (row: Row) => ItemRecord;
}
