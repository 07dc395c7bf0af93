import type { ZodType } from 'zod';
import type { ItemSelection } from './item-lists.js';
import type { PaginationInfo, StoragePagination } from './pagination.js';
import type { Authorship, VersionReference } from './versions.js';

/**
 * A JSON Schema document: of draft 2020-12, unless its `$schema` names draft 2019-09 or draft-07.
 * Formats of `ajv-formats` are checked; other formats and unknown keywords have no effect.
 */
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

/**
 * A schema as callers may give it: JSON Schema, or a schema of zod 4, which is stored as the JSON
 * Schema of its input. What JSON Schema cannot hold, such as refinements, transforms, coercion and
 * the flags of regular expressions, is `INVALID_ARGUMENT` with its place.
 */
export type SchemaInput = JsonSchema | ZodType;

/** A named collection of evaluation items. */
export interface Dataset {
  /** Globally unique, assigned by the storage or by whoever created it. */
  id: string;
  name: string;
  /** Absent when the dataset has none. */
  description?: string;
  /** Absent when the dataset has none. */
  metadata?: Record<string, unknown>;
  /** What a framework on top keeps with the dataset; absent when it has none. */
  attributes?: Record<string, unknown>;
  /** What every item's `input` must satisfy; absent when anything is allowed. */
  inputSchema?: JsonSchema;
  /**
   * What every item's `expectedOutput` must satisfy, where it has one; absent when anything is
   * allowed.
   */
  expectedOutputSchema?: JsonSchema;
  /** The newest commit of item changes. */
  version: Date;
  /** The number of the commit that `version` is; absent only where `supports.history` is off. */
  versionNumber?: number;
  createdAt: Date;
  /** When the dataset's own fields last changed; changes of items do not count. */
  updatedAt: Date;
}

/** @see DatasetsStorage.createDataset */
export interface CreateDatasetInput extends Authorship {
  /** The caller's own id, 1 to 255 characters; default: one that the storage makes. */
  id?: string | undefined;
  /**
   * What to do when a dataset has the `id`: fail with `DATASET_EXISTS` (`error`, the default), or
   * give that dataset as it is (`skip`).
   */
  onConflict?: 'error' | 'skip' | undefined;
  /** 1 to 1,000 characters. */
  name: string;
  description?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
  /** What a framework on top keeps with the dataset, unversioned; lists are filtered by it. */
  attributes?: Record<string, unknown> | null | undefined;
  inputSchema?: SchemaInput | null | undefined;
  expectedOutputSchema?: SchemaInput | null | undefined;
}

/** An absent or `undefined` field keeps its value; `null` clears it. */
export interface UpdateDatasetInput {
  id: string;
  name?: string | undefined;
  description?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
  attributes?: Record<string, unknown> | null | undefined;
  inputSchema?: SchemaInput | null | undefined;
  expectedOutputSchema?: SchemaInput | null | undefined;
  /**
   * Whether existing items must satisfy new schemas (`check`, the default) or may stay (`keep`).
   */
  existing?: 'check' | 'keep' | undefined;
  /**
   * The `updatedAt` that was seen: if the dataset's fields were changed since, the update fails
   * with `VERSION_CONFLICT`, whose details name the present one.
   */
  expectedUpdatedAt?: Date | undefined;
}

/**
 * An order of datasets: names by the code points of their letters, so `Z` comes before `a`. Ties
 * are broken by id, in the same direction.
 */
export interface DatasetOrderBy {
  readonly field: 'createdAt' | 'updatedAt' | 'name';
  readonly direction: 'asc' | 'desc';
}

export interface ListDatasetsInput {
  pagination: StoragePagination;
  /**
   * Default: by `createdAt`, `desc`. Other fields have no index: each page costs a look at all
   * datasets that match.
   */
  orderBy?: DatasetOrderBy | undefined;
  /** Goes on after an earlier page, whatever was created or deleted since; `page` must be 0. */
  cursor?: string | undefined;
  /** Part of the name, in any case; wildcards have no meaning. */
  search?: string | undefined;
  /** Only datasets whose metadata has each of these keys with an equal value. */
  metadata?: Record<string, unknown> | undefined;
  /**
   * Only datasets of which each of these attributes equals the value, a string, number, boolean or
   * `null`, or is an array that holds it. Found by an index: costs the page and counting the
   * matches.
   */
  attributes?: Record<string, string | number | boolean | null> | undefined;
}

export interface ListDatasetsOutput {
  datasets: Dataset[];
  pagination: PaginationInfo;
  /** Pass as `cursor` to get the next page; absent on the last one. */
  nextCursor?: string;
}

/** With conditions, the fork holds only the items that meet them. */
export interface ForkDatasetInput extends Authorship, ItemSelection {
  datasetId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
  name: string;
  /** Default: those of the source; `null` for none. */
  description?: string | null | undefined;
  /** Default: those of the source; `null` for none. */
  metadata?: Record<string, unknown> | null | undefined;
  /** Default: those of the source; `null` for none. */
  attributes?: Record<string, unknown> | null | undefined;
}
