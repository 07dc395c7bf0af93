/** How a column is stored; each adapter maps it to its database's type. */
export type StorageColumnType = 'text' | 'timestamp' | 'jsonb' | 'integer';

/** A column of a table. */
export interface StorageColumn {
  readonly type: StorageColumnType;
  readonly nullable: boolean;
  /** Part of the primary key; the key's columns stand in the order of the schema. */
  readonly primaryKey?: boolean;
}

/** A table's columns, by name. */
export type StorageTableSchema = Readonly<Record<string, StorageColumn>>;

export const TABLE_DATASETS = 'mastra_datasets';
export const TABLE_DATASET_ITEMS = 'mastra_dataset_items';
export const TABLE_DATASET_ITEM_HISTORY = 'mastra_dataset_item_history';
export const TABLE_DATASET_VERSIONS = 'mastra_dataset_versions';
export const TABLE_DATASET_TAGS = 'mastra_dataset_tags';
export const TABLE_DATASET_STAGED_ITEMS = 'mastra_dataset_staged_items';
export const TABLE_DATASET_ATTRIBUTES = 'mastra_dataset_attributes';

/** The datasets themselves. */
export const DATASETS_SCHEMA = {
  id: { type: 'text', nullable: false, primaryKey: true },
  name: { type: 'text', nullable: false },
  description: { type: 'text', nullable: true },
  metadata: { type: 'jsonb', nullable: true },
  version: { type: 'timestamp', nullable: false },
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  inputSchema: { type: 'jsonb', nullable: true },
  expectedOutputSchema: { type: 'jsonb', nullable: true },
  /** A number of its own for the two schemas; null when there are none. */
  schemaRevision: { type: 'integer', nullable: true },
  /** The id as its caller gave it, where the database has ids of another form; else null. */
  givenId: { type: 'text', nullable: true },
  attributes: { type: 'jsonb', nullable: true },
  /** The number of the commit that `version` is. */
  versionNumber: { type: 'integer', nullable: true },
} as const satisfies StorageTableSchema;

/** The current state of every item: one row each. */
export const DATASET_ITEMS_SCHEMA = {
  id: { type: 'text', nullable: false, primaryKey: true },
  datasetId: { type: 'text', nullable: false },
  version: { type: 'timestamp', nullable: false },
  input: { type: 'jsonb', nullable: false },
  expectedOutput: { type: 'jsonb', nullable: true },
  context: { type: 'jsonb', nullable: true },
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  externalId: { type: 'text', nullable: true },
  splits: { type: 'jsonb', nullable: true },
  source: { type: 'jsonb', nullable: true },
  attributes: { type: 'jsonb', nullable: true },
  /** The number of the commit that `version` is. */
  versionNumber: { type: 'integer', nullable: true },
  /** When the content was removed; null while it is there. */
  purgedAt: { type: 'timestamp', nullable: true },
} as const satisfies StorageTableSchema;

/** States of items that are no longer current, valid from `version` until before `validTo`. */
export const DATASET_ITEM_HISTORY_SCHEMA = {
  id: { type: 'text', nullable: false, primaryKey: true },
  version: { type: 'timestamp', nullable: false, primaryKey: true },
  datasetId: { type: 'text', nullable: false },
  input: { type: 'jsonb', nullable: false },
  expectedOutput: { type: 'jsonb', nullable: true },
  context: { type: 'jsonb', nullable: true },
  createdAt: { type: 'timestamp', nullable: false },
  updatedAt: { type: 'timestamp', nullable: false },
  externalId: { type: 'text', nullable: true },
  validTo: { type: 'timestamp', nullable: false },
  /** When the content was removed; null while it is there. */
  purgedAt: { type: 'timestamp', nullable: true },
  splits: { type: 'jsonb', nullable: true },
  source: { type: 'jsonb', nullable: true },
  attributes: { type: 'jsonb', nullable: true },
  /** The number of the commit that `version` is. */
  versionNumber: { type: 'integer', nullable: true },
} as const satisfies StorageTableSchema;

/** The commits of every dataset. */
export const DATASET_VERSIONS_SCHEMA = {
  datasetId: { type: 'text', nullable: false, primaryKey: true },
  version: { type: 'timestamp', nullable: false, primaryKey: true },
  number: { type: 'integer', nullable: false },
  added: { type: 'integer', nullable: false },
  updated: { type: 'integer', nullable: false },
  deleted: { type: 'integer', nullable: false },
  purged: { type: 'integer', nullable: false },
  /** The items that the version holds, so that no list needs to count them. */
  itemCount: { type: 'integer', nullable: false },
  message: { type: 'text', nullable: true },
  author: { type: 'text', nullable: true },
} as const satisfies StorageTableSchema;

/** Names of versions. */
export const DATASET_TAGS_SCHEMA = {
  datasetId: { type: 'text', nullable: false, primaryKey: true },
  tag: { type: 'text', nullable: false, primaryKey: true },
  version: { type: 'timestamp', nullable: false },
  createdAt: { type: 'timestamp', nullable: false },
} as const satisfies StorageTableSchema;

/** Items of imports under way, which no read finds until their import commits. */
export const DATASET_STAGED_ITEMS_SCHEMA = {
  datasetId: { type: 'text', nullable: false, primaryKey: true },
  importId: { type: 'text', nullable: false, primaryKey: true },
  id: { type: 'text', nullable: false, primaryKey: true },
  externalId: { type: 'text', nullable: true },
  input: { type: 'jsonb', nullable: false },
  expectedOutput: { type: 'jsonb', nullable: true },
  context: { type: 'jsonb', nullable: true },
  stagedAt: { type: 'timestamp', nullable: false },
  splits: { type: 'jsonb', nullable: true },
  source: { type: 'jsonb', nullable: true },
  attributes: { type: 'jsonb', nullable: true },
  /** The version of the current item's state that it was merged with; null where with none. */
  mergedWith: { type: 'timestamp', nullable: true },
} as const satisfies StorageTableSchema;

/** The attributes of datasets once more, one row for each value that a dataset is found by. */
export const DATASET_ATTRIBUTES_SCHEMA = {
  datasetId: { type: 'text', nullable: false, primaryKey: true },
  /** The attribute's name as JSON, or a digest of it where it is long. */
  key: { type: 'text', nullable: false, primaryKey: true },
  /** The value as JSON, or a digest of it where it is long. */
  value: { type: 'text', nullable: false, primaryKey: true },
  /** When the dataset was created, by which lists are ordered. */
  createdAt: { type: 'timestamp', nullable: false },
} as const satisfies StorageTableSchema;

/** Every table of the datasets domain. */
export const TABLE_NAMES = Object.freeze([
  TABLE_DATASETS,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_ITEM_HISTORY,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASET_TAGS,
  TABLE_DATASET_STAGED_ITEMS,
  TABLE_DATASET_ATTRIBUTES,
] as const);

/** The name of one of the tables. */
export type TABLE_NAMES = (typeof TABLE_NAMES)[number];

/** The columns of every table, by table name. */
export const TABLE_SCHEMAS: Readonly<Record<TABLE_NAMES, StorageTableSchema>> = Object.freeze({
  [TABLE_DATASETS]: DATASETS_SCHEMA,
  [TABLE_DATASET_ITEMS]: DATASET_ITEMS_SCHEMA,
  [TABLE_DATASET_ITEM_HISTORY]: DATASET_ITEM_HISTORY_SCHEMA,
  [TABLE_DATASET_VERSIONS]: DATASET_VERSIONS_SCHEMA,
  [TABLE_DATASET_TAGS]: DATASET_TAGS_SCHEMA,
  [TABLE_DATASET_STAGED_ITEMS]: DATASET_STAGED_ITEMS_SCHEMA,
  [TABLE_DATASET_ATTRIBUTES]: DATASET_ATTRIBUTES_SCHEMA,
});

/** The tables by what is in them. */
export const TABLES = Object.freeze({
  datasets: TABLE_DATASETS,
  items: TABLE_DATASET_ITEMS,
  history: TABLE_DATASET_ITEM_HISTORY,
  versions: TABLE_DATASET_VERSIONS,
  tags: TABLE_DATASET_TAGS,
  staged: TABLE_DATASET_STAGED_ITEMS,
  attributes: TABLE_DATASET_ATTRIBUTES,
});

/** The tables as a database names them, by what is in them. */
export type TableNames = Readonly<Record<keyof typeof TABLES, string>>;

/** Names the tables as a database needs it: with a prefix, quoted, or qualified. */
export function namedTables(nameOf: (table: TABLE_NAMES) => string): TableNames {
  return {
    datasets: nameOf(TABLES.datasets),
    items: nameOf(TABLES.items),
    history: nameOf(TABLES.history),
    versions: nameOf(TABLES.versions),
    tags: nameOf(TABLES.tags),
    staged: nameOf(TABLES.staged),
    attributes: nameOf(TABLES.attributes),
  };
}
