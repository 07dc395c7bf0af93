import { toJSONSchema, type ZodType } from 'zod';
import { invalidArgument } from '../arguments/invalid.js';
import { normalizeJson } from '../json/normalize.js';
import type { JsonSchema } from '../storage/types.js';
import { compileSchema } from './validator.js';

function isZodSchema(schema: unknown): schema is ZodType {
  return typeof schema === 'object' && schema !== null && '_zod' in schema;
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
export function normalizeSchema(schema: unknown, path: string): JsonSchema | null | undefined {
  if (schema === null || schema === undefined) return schema;
  const json = normalizeJson(isZodSchema(schema) ? fromZod(schema, path) : schema, path);
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
