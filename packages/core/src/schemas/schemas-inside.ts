import { invalidArgument } from '../arguments/invalid.js';
import { isPlain } from '../json/lost-values.js';
import { memberPath } from '../json/member-path.js';
import { foreignSchema, isZodSchema } from './zod-schema.js';

/**
 * Throws `INVALID_ARGUMENT` for a schema of zod or of another library that is a part of a plain
 * object. As JSON it would be a schema that checks nothing: its members are no keywords.
 */
export function refuseSchemasInside(schema: unknown, path: string): void {
  const ancestors = new Set<object>();
  const look = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null || ancestors.has(value)) return;
    if (!isPlain(value)) {
      const kind = isZodSchema(value) ? 'a schema of zod' : foreignSchema(value);
      if (kind !== undefined) {
        throw invalidArgument(
          place,
          `${kind} in a plain object; give one schema as a whole, such as z.object({ … }) or z.array(…)`,
        );
      }
    }
    ancestors.add(value);
    for (const [key, member] of Object.entries(value)) {
      look(member, `${place}${memberPath(Array.isArray(value) ? Number(key) : key)}`);
    }
    ancestors.delete(value);
  };
  look(schema, path);
}
