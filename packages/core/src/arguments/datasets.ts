import { z } from 'zod';
import { JsonNormalizer } from '../json/normalize.js';
import type { DatasetsLimits } from '../limits.js';
import { normalizeSchema } from '../schemas/json-schema.js';
import type { JsonSchema } from '../storage/types.js';
import { closed } from './closed.js';
import { invalidArgument } from './invalid.js';
import { parseArgument } from './parse.js';
import { plainId } from './plain-id.js';
import { direction, readItemQuery, selectionShape } from './selection.js';
import type { Shapes } from './shapes.js';
import { checkSize } from './sizes.js';
import { checkCursorPage } from './cursor-page.js';

/** The objects that a dataset has beside its schemas. */
interface GivenObjects {
  readonly metadata?: unknown;
  readonly attributes?: unknown;
}

function normalizeObject(
  name: keyof GivenObjects,
  value: unknown,
  limits: DatasetsLimits,
): Record<string, unknown> | null {
  const normalizer = new JsonNormalizer(limits);
  const object = normalizer.normalizeObject(value, name);
  const { sizeBound } = normalizer;
  checkSize(name, { values: () => [object], sizeBound }, limits.metadataSize);
  return object;
}

function normalizeObjects({ metadata, attributes }: GivenObjects, limits: DatasetsLimits) {
  return {
    metadata: normalizeObject('metadata', metadata, limits),
    attributes: normalizeObject('attributes', attributes, limits),
  };
}

/** Keeps `undefined` (not given) apart from `null` (cleared). */
function optionalObjects({ metadata, attributes }: GivenObjects, limits: DatasetsLimits) {
  const normalize = (name: keyof GivenObjects, value: unknown) =>
    value === undefined ? undefined : normalizeObject(name, value, limits);
  return {
    metadata: normalize('metadata', metadata),
    attributes: normalize('attributes', attributes),
  };
}

/** Refuses values that datasets cannot be found by. */
function requireScalars(attributes: Record<string, unknown> | null): void {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value !== 'object' || value === null) continue;
    throw invalidArgument(`attributes.${name}`, 'neither text, a number, a boolean nor null');
  }
}

interface GivenSchemas {
  readonly inputSchema?: unknown;
  readonly expectedOutputSchema?: unknown;
}

function normalizeSchemas(given: GivenSchemas, limits: DatasetsLimits) {
  const normalize = (name: keyof GivenSchemas): JsonSchema | null | undefined => {
    const schema = normalizeSchema(given[name], name, limits);
    checkSize(name, { values: () => [schema], sizeBound: Infinity }, limits.metadataSize);
    return schema;
  };
  return {
    inputSchema: normalize('inputSchema'),
    expectedOutputSchema: normalize('expectedOutputSchema'),
  };
}

/** The shapes of the arguments, before their JSON is looked at. */
export function datasetShapes(shapes: Shapes) {
  const byId = closed({ id: shapes.id });

  const fields = {
    description: shapes.description.nullish(),
    metadata: shapes.json,
    attributes: shapes.json,
    inputSchema: shapes.json,
    expectedOutputSchema: shapes.json,
  };

  const createDataset = closed({
    id: shapes.newId.optional(),
    onConflict: z.enum(['error', 'skip']).optional(),
    ...shapes.authorship,
    name: shapes.name,
    ...fields,
  });

  const updateDataset = closed({
    id: shapes.id,
    name: shapes.name.optional(),
    ...fields,
    existing: z.enum(['check', 'keep']).optional(),
    expectedUpdatedAt: shapes.date.optional(),
  });

  const listDatasets = closed({
    pagination: shapes.pagination,
    cursor: z.string().optional(),
    orderBy: closed({ field: z.enum(['createdAt', 'updatedAt', 'name']), direction }).optional(),
    search: z.string().optional(),
    metadata: shapes.json,
    attributes: shapes.json,
  });

  const forkDataset = closed({
    datasetId: shapes.id,
    ...shapes.authorship,
    version: shapes.version.optional(),
    name: shapes.name,
    description: shapes.description.nullish(),
    metadata: shapes.json,
    attributes: shapes.json,
    ...shapes.filter,
    ...selectionShape,
  });

  return { byId, createDataset, updateDataset, listDatasets, forkDataset };
}

/**
 * Makes the functions that check and normalise the arguments of the methods on datasets. JSON comes
 * back as plain copies, and `undefined` means not given. Each function throws `INVALID_ARGUMENT`
 * with the path of the culprit.
 */
export function createDatasetArguments(shapes: Shapes, limits: DatasetsLimits) {
  const shape = datasetShapes(shapes);
  return {
    byId: (argument: unknown) => {
      const id = plainId(argument, limits.idLength);
      return id === undefined ? parseArgument(shape.byId, argument) : { id };
    },

    create: (argument: unknown) => {
      const parsed = parseArgument(shape.createDataset, argument);
      return {
        ...parsed,
        description: parsed.description ?? null,
        ...normalizeObjects(parsed, limits),
        ...normalizeSchemas(parsed, limits),
      };
    },

    update: (argument: unknown) => {
      const parsed = parseArgument(shape.updateDataset, argument);
      return {
        ...parsed,
        ...optionalObjects(parsed, limits),
        ...normalizeSchemas(parsed, limits),
      };
    },

    list: (argument: unknown) => {
      const parsed = parseArgument(shape.listDatasets, argument);
      checkCursorPage(parsed);
      const objects = normalizeObjects(parsed, limits);
      requireScalars(objects.attributes);
      return { ...parsed, ...objects };
    },

    fork: (argument: unknown) => {
      const parsed = parseArgument(shape.forkDataset, argument);
      const query = readItemQuery(parsed, limits);
      return { ...parsed, ...optionalObjects(parsed, limits), query };
    },
  };
}
