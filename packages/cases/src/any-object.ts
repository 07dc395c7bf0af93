import { z } from 'zod';

/** The schema of an object with any keys. A record of zod would lose a key `__proto__`. */
export const anyObject = z
  .custom<Record<string, unknown>>(isObject, 'Invalid input: expected an object')
  .meta({ type: 'object', additionalProperties: {} });

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
