import { z } from 'zod';
import { JsonNormalizer } from '../json/normalize.js';
import type { DatasetsLimits } from '../limits.js';
import { normalizeSchema } from '../schemas/json-schema.js';
import type { JsonSchema } from '../storage/types.js';
import { closed } from './closed.js';
import { parseArgument } from './parse.js';
import type { Shapes } from './shapes.js';
import { checkSize } from './sizes.js';

function normalizeMetadata(value: unknown, limits: DatasetsLimits): Record<string, unknown> | null {
  const normalizer = new JsonNormalizer(limits);
  const metadata = normalizer.normalizeObject(value, 'metadata');
  const { sizeBound } = normalizer;
  checkSize('metadata', { values: [metadata], sizeBound }, limits.metadataSize);
  return metadata;
}

/** Keeps `undefined` (not given) apart from `null` (cleared). */
function optionalMetadata(
  value: unknown,
  limits: DatasetsLimits,
): Record<string, unknown> | null | undefined {
  return value === undefined ? undefined : normalizeMetadata(value, limits);
}

interface GivenSchemas {
  readonly inputSchema?: unknown;
  readonly expectedOutputSchema?: unknown;
}

function normalizeSchemas(given: GivenSchemas, limits: DatasetsLimits) {
  const normalize = (name: keyof GivenSchemas): JsonSchema | null | undefined => {
    const schema = normalizeSchema(given[name], name, limits);
    checkSize(name, { values: [schema], sizeBound: Infinity }, limits.metadataSize);
    return schema;
  };
  return {
    inputSchema: normalize('inputSchema'),
    expectedOutputSchema: normalize('expectedOutputSchema'),
  };
}

/**
 * Makes what checks and normalises the arguments of the methods on datasets: JSON comes back as plain copies,
 * `undefined` means not given. Each throws `INVALID_ARGUMENT` naming the culprit.
 */
export function createDatasetArguments(shapes: Shapes, limits: DatasetsLimits) {
  const byId = closed({ id: shapes.id });

  const fields = {
    description: shapes.description.nullish(),
    metadata: shapes.json,
    inputSchema: shapes.json,
    expectedOutputSchema: shapes.json,
  };

  const createDataset = closed({ name: shapes.name, ...fields });

  const updateDataset = closed({
    id: shapes.id,
    name: shapes.name.optional(),
    ...fields,
    existing: z.enum(['check', 'keep']).optional(),
  });

  const listDatasets = closed({
    pagination: shapes.pagination,
    search: z.string().optional(),
    metadata: shapes.json,
  });

  const forkDataset = closed({
    datasetId: shapes.id,
    version: shapes.version.optional(),
    name: shapes.name,
    description: shapes.description.nullish(),
    metadata: shapes.json,
  });

  return {
    byId: (argument: unknown) => parseArgument(byId, argument),

    create: (argument: unknown) => {
      const parsed = parseArgument(createDataset, argument);
      return {
        ...parsed,
        description: parsed.description ?? null,
        metadata: normalizeMetadata(parsed.metadata, limits),
        ...normalizeSchemas(parsed, limits),
      };
    },

    update: (argument: unknown) => {
      const parsed = parseArgument(updateDataset, argument);
      return {
        ...parsed,
        metadata: optionalMetadata(parsed.metadata, limits),
        ...normalizeSchemas(parsed, limits),
      };
    },

    list: (argument: unknown) => {
      const parsed = parseArgument(listDatasets, argument);
      return { ...parsed, metadata: normalizeMetadata(parsed.metadata, limits) };
    },

    fork: (argument: unknown) => {
      const parsed = parseArgument(forkDataset, argument);
      return { ...parsed, metadata: optionalMetadata(parsed.metadata, limits) };
    },
  };
}
