import { toJSONSchema, type ZodType } from 'zod';
import { invalidArgument } from '../arguments/invalid.js';
import { JsonNormalizer } from '../json/normalize.js';
import type { DatasetsLimits } from '../limits.js';
import type { JsonSchema } from '../storage/types.js';
import { compileSchema } from './validator.js';

function isZodSchema(schema: unknown, path: string): schema is ZodType {
  try {
    return typeof schema === 'object' && schema !== null && '_zod' in schema;
  } catch (error) {
    throw invalidArgument(path, 'reading the schema failed', error);
  }
}

function fromZod(schema: ZodType, path: string): unknown {
  try {
    return toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  } catch (error) {
    throw invalidArgument(path, 'the zod schema has no JSON Schema', error);
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
  const given = isZodSchema(schema, path) ? fromZod(schema, path) : schema;
  const json = new JsonNormalizer(limits).normalize(given, path);
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
