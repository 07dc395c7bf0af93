import type { ZodType } from 'zod';
import type { PaginationInfo, StoragePagination } from './pagination.js';
import type { VersionReference } from './versions.js';

/**
 * A JSON Schema document: of draft 2020-12, unless its `$schema` names draft 2019-09 or draft-07.
 * Formats of `ajv-formats` are checked; other formats and unknown keywords are notes.
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
  /** Globally unique, assigned by the storage. */
  id: string;
  name: string;
  /** Absent when the dataset has none. */
  description?: string;
  /** Absent when the dataset has none. */
  metadata?: Record<string, unknown>;
  /** What every item's `input` must satisfy; absent when anything goes. */
  inputSchema?: JsonSchema;
  /** What every item's `expectedOutput` must satisfy, where it has one; absent when anything goes. */
  expectedOutputSchema?: JsonSchema;
  /** The newest commit of item changes. */
  version: Date;
  createdAt: Date;
  /** When the dataset's own fields last changed; changes of items do not count. */
  updatedAt: Date;
}

/** @see DatasetsStorage.createDataset */
export interface CreateDatasetInput {
  /** 1 to 1,000 characters. */
  name: string;
  description?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
  inputSchema?: SchemaInput | null | undefined;
  expectedOutputSchema?: SchemaInput | null | undefined;
}

/** An absent or `undefined` field keeps its value; `null` clears it. */
export interface UpdateDatasetInput {
  id: string;
  name?: string | undefined;
  description?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
  inputSchema?: SchemaInput | null | undefined;
  expectedOutputSchema?: SchemaInput | null | undefined;
  /** Whether existing items must satisfy new schemas (`check`, the default) or may stay (`keep`). */
  existing?: 'check' | 'keep' | undefined;
}

export interface ListDatasetsInput {
  pagination: StoragePagination;
  /** Part of the name, in any case; wildcards have no meaning. */
  search?: string | undefined;
  /** Only datasets whose metadata has each of these keys with an equal value. */
  metadata?: Record<string, unknown> | undefined;
}

export interface ListDatasetsOutput {
  datasets: Dataset[];
  pagination: PaginationInfo;
}

export interface ForkDatasetInput {
  datasetId: string;
  /** Default: the newest. */
  version?: VersionReference | undefined;
  name: string;
  /** Default: those of the source; `null` for none. */
  description?: string | null | undefined;
  /** Default: those of the source; `null` for none. */
  metadata?: Record<string, unknown> | null | undefined;
}
