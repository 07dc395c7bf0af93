import { z } from 'zod';
import { normalizeJsonObject } from '../json/normalize.js';
import { normalizeSchema } from '../schemas/json-schema.js';
import { parseArgument } from './parse.js';
import * as shapes from './shapes.js';

const byId = z.object({ id: shapes.id });

const createDataset = z.object({
  name: shapes.name,
  description: shapes.description.nullish(),
  metadata: shapes.json,
  inputSchema: shapes.json,
  expectedOutputSchema: shapes.json,
});

const updateDataset = createDataset
  .partial({ name: true })
  .extend({ id: shapes.id, existing: z.enum(['check', 'keep']).optional() });

const listDatasets = z.object({
  pagination: shapes.pagination,
  search: z.string().optional(),
  metadata: shapes.json,
});

const forkDataset = z.object({
  datasetId: shapes.id,
  version: shapes.version.optional(),
  name: shapes.name,
  description: shapes.description.nullish(),
  metadata: shapes.json,
});

/** Keeps `undefined` (not given) apart from `null` (cleared). */
function optionalObject(value: unknown, path: string): Record<string, unknown> | null | undefined {
  return value === undefined ? undefined : normalizeJsonObject(value, path);
}

function normalizeSchemas(parsed: { inputSchema?: unknown; expectedOutputSchema?: unknown }) {
  return {
    inputSchema: normalizeSchema(parsed.inputSchema, 'inputSchema'),
    expectedOutputSchema: normalizeSchema(parsed.expectedOutputSchema, 'expectedOutputSchema'),
  };
}

/**
 * Checks and normalises the arguments of the methods on datasets: JSON comes back as plain copies,
 * `undefined` means not given. Each throws `INVALID_ARGUMENT` naming the culprit.
 */
export const datasetArguments = {
  byId: (argument: unknown) => parseArgument(byId, argument),

  create: (argument: unknown) => {
    const parsed = parseArgument(createDataset, argument);
    return {
      ...parsed,
      description: parsed.description ?? null,
      metadata: normalizeJsonObject(parsed.metadata, 'metadata'),
      ...normalizeSchemas(parsed),
    };
  },

  update: (argument: unknown) => {
    const parsed = parseArgument(updateDataset, argument);
    return {
      ...parsed,
      metadata: optionalObject(parsed.metadata, 'metadata'),
      ...normalizeSchemas(parsed),
    };
  },

  list: (argument: unknown) => {
    const parsed = parseArgument(listDatasets, argument);
    return { ...parsed, metadata: normalizeJsonObject(parsed.metadata, 'metadata') };
  },

  fork: (argument: unknown) => {
    const parsed = parseArgument(forkDataset, argument);
    return { ...parsed, metadata: optionalObject(parsed.metadata, 'metadata') };
  },
};
