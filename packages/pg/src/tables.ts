import {
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_ITEMS,
  TABLE_INDEXES,
  TABLE_NAMES,
  namedTables,
  type TableIndex,
  type TableNames,
} from '@mastra-datasets/core';

/** Where the tables of a storage are. */
export interface TablePlace {
  readonly schema: string;
  readonly prefix: string;
}

/** The names of the tables in one database, quoted and qualified as SQL needs them. */
export interface Tables extends TablePlace, TableNames {}

/**
 * The indexes, by what their names end with after the prefix and `mastra_dataset_`. The keys of items
 * begin with the dataset's, so there are more that find them by id.
 */
export const INDEXES = {
  ...TABLE_INDEXES,
  items_by_id: { table: TABLE_DATASET_ITEMS, columns: ['id', 'datasetId'] },
  history_by_id: { table: TABLE_DATASET_ITEM_HISTORY, columns: ['id', 'datasetId'] },
} as const satisfies Readonly<Record<string, TableIndex>>;

/** The whole name of an index. */
export function indexName(prefix: string, suffix: string): string {
  return `${prefix}mastra_dataset_${suffix}`;
}

/** The length of the longest name of a table or index without a prefix. */
export function longestName(): number {
  const indexes = Object.keys(INDEXES).map((suffix) => indexName('', suffix));
  return Math.max(...[...TABLE_NAMES, ...indexes].map((name) => name.length));
}

/** Quotes a table's name. The schema and the prefix are plain SQL names. */
export function qualify({ schema, prefix }: TablePlace, table: string): string {
  return `"${schema}"."${prefix}${table}"`;
}

/** Names the tables of a place. */
export function nameTables(place: TablePlace): Tables {
  return { ...place, ...namedTables((table) => qualify(place, table)) };
}
