import {
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_TAGS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  TABLE_DATASET_ATTRIBUTES,
  TABLE_NAMES,
} from '@mastra-datasets/core';

/** Where the tables of a storage are. */
export interface TablePlace {
  readonly schema: string;
  readonly prefix: string;
}

/** The names of the tables in one database, quoted and qualified as SQL needs them. */
export interface Tables extends TablePlace {
  readonly datasets: string;
  readonly items: string;
  readonly history: string;
  readonly versions: string;
  readonly tags: string;
  readonly staged: string;
  readonly attributes: string;
}

/** What an index's name ends with, after the prefix and `mastra_dataset_`. */
export const INDEX_SUFFIXES = [
  'datasets_by_creation',
  'items_by_id',
  'items_by_creation',
  'items_by_version',
  'items_by_external_id',
  'history_by_id',
  'history_by_creation',
  'history_by_end',
  'history_by_version',
  'history_by_external_id',
  'items_by_purge',
  'history_by_purge',
  'versions_by_number',
  'staged_by_external_id',
  'attributes_by_value',
] as const;

/** @see INDEX_SUFFIXES */
export type IndexSuffix = (typeof INDEX_SUFFIXES)[number];

/** The whole name of an index. */
export function indexName(prefix: string, suffix: IndexSuffix): string {
  return `${prefix}mastra_dataset_${suffix}`;
}

/** The length of the longest name of a table or index without a prefix. */
export function longestName(): number {
  const indexes = INDEX_SUFFIXES.map((suffix) => indexName('', suffix));
  return Math.max(...[...TABLE_NAMES, ...indexes].map((name) => name.length));
}

/** Quotes a table's name. The schema and the prefix are plain SQL names. */
export function qualify({ schema, prefix }: TablePlace, table: string): string {
  return `"${schema}"."${prefix}${table}"`;
}

/** Names the tables of a place. */
export function nameTables(place: TablePlace): Tables {
  return {
    ...place,
    datasets: qualify(place, TABLE_DATASETS),
    items: qualify(place, TABLE_DATASET_ITEMS),
    history: qualify(place, TABLE_DATASET_ITEM_HISTORY),
    versions: qualify(place, TABLE_DATASET_VERSIONS),
    tags: qualify(place, TABLE_DATASET_TAGS),
    staged: qualify(place, TABLE_DATASET_STAGED_ITEMS),
    attributes: qualify(place, TABLE_DATASET_ATTRIBUTES),
  };
}
