import {
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_TAGS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  TABLE_DATASET_ATTRIBUTES,
} from '@mastra-datasets/core';
import type { StateFormat } from './rows/state-format.js';

/** The names of the tables in one database, quoted where SQL needs it. */
export interface TableNames {
  readonly prefix: string;
  readonly datasets: string;
  readonly items: string;
  readonly history: string;
  readonly versions: string;
  readonly tags: string;
  readonly staged: string;
  readonly attributes: string;
}

/** The tables, and how the states of items are read from them. */
export interface Tables extends TableNames {
  readonly states: StateFormat;
}

/** Names the tables with a prefix, which is a plain SQL name or empty. */
export function tableNames(prefix: string): TableNames {
  const quote = (name: string) => `"${prefix}${name}"`;
  return {
    prefix,
    datasets: quote(TABLE_DATASETS),
    items: quote(TABLE_DATASET_ITEMS),
    history: quote(TABLE_DATASET_ITEM_HISTORY),
    versions: quote(TABLE_DATASET_VERSIONS),
    tags: quote(TABLE_DATASET_TAGS),
    staged: quote(TABLE_DATASET_STAGED_ITEMS),
    attributes: quote(TABLE_DATASET_ATTRIBUTES),
  };
}
