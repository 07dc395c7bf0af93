import { invalidArgument } from '../arguments/invalid.js';
import { JsonNormalizer } from '../json/normalize.js';
import type { DatasetsLimits } from '../limits.js';
import type { JsonSchema } from '../storage/types.js';
import { refuseSchemasInside } from './schemas-inside.js';
import { compileSchema } from './validator.js';
import { foreignSchema, isZodSchema, zodToJsonSchema } from './zod-schema.js';

/** Gives JSON Schema for a zod schema, and anything else as it is. */
function fromZod(schema: unknown, path: string): unknown {
  try {
    if (isZodSchema(schema)) return zodToJsonSchema(schema, path);
    const foreign = foreignSchema(schema);
    if (foreign !== undefined) {
      throw invalidArgument(path, `${foreign}; JSON Schema or a schema of zod 4 is needed`);
    }
    refuseSchemasInside(schema, path);
    return schema;
  } catch (error) {
    throw invalidArgument(path, 'reading the schema failed', error);
  }
}

/**
 * Turns a schema given by a caller into plain JSON Schema that is known to compile; `null` and
 * `undefined` pass. Throws `INVALID_ARGUMENT` naming `path`.
 */
export function normalizeSchema(
  schema: unknown,
  path: string,
  limits: DatasetsLimits,
): JsonSchema | null | undefined {
  if (schema === null || schema === undefined) return schema;
  const json = new JsonNormalizer(limits).normalize(fromZod(schema, path), path);
  if (typeof json !== 'boolean' && (typeof json !== 'object' || json === null)) {
    throw invalidArgument(path, 'neither a JSON Schema nor a zod schema');
  }
  if (Array.isArray(json)) throw invalidArgument(path, 'an array is no schema');
  const normalized = json as JsonSchema;
  try {
    compileSchema(normalized);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidArgument(path, `not a valid JSON Schema: ${reason}`, error);
  }
  return normalized;
}
