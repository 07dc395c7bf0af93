import {
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_TAGS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
  TABLE_DATASET_ATTRIBUTES,
} from '@mastra-datasets/core';

/** The names of the tables in one database, quoted where SQL needs it. */
export interface Tables {
  readonly prefix: string;
  readonly datasets: string;
  readonly items: string;
  readonly history: string;
  readonly versions: string;
  readonly tags: string;
  readonly staged: string;
  readonly attributes: string;
}

/** Names the tables with a prefix, which is a plain SQL name or empty. */
export function nameTables(prefix: string): Tables {
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
