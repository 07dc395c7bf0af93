import { toJSONSchema, type ZodType, type z } from 'zod';
import { invalidArgument } from '../arguments/invalid.js';
import { memberPath } from '../json/member-path.js';

/** What the kinds of zod schemas that JSON Schema cannot hold are called where callers write them. */
const UNHELD_TYPES: Readonly<Record<string, string>> = {
  pipe: 'a transform, preprocess, pipe or codec',
  transform: 'a transform',
  catch: 'a catch',
  promise: 'a promise',
  success: 'z.success()',
  file: 'a file',
};

/** What to write instead of a kind that JSON Schema cannot hold. */
const INSTEAD: Readonly<Record<string, string>> = {
  date: 'a date is text in JSON: z.iso.datetime()',
};

/** Checks that become part of the JSON Schema, or are only notes. */
const HELD_CHECKS: ReadonlySet<string> = new Set([
  'less_than',
  'greater_than',
  'multiple_of',
  'number_format',
  'min_length',
  'max_length',
  'length_equals',
  'string_format',
  'describe',
  'meta',
]);

/** What other checks are called where callers write them. */
const CHECK_NAMES: Readonly<Record<string, string>> = {
  custom: 'a refinement (refine, superRefine or check)',
  overwrite: 'a change of the value (trim, toLowerCase or overwrite)',
};

/** Flags that change nothing where a pattern is only looked for in a text; `u` is always set. */
const HARMLESS_FLAGS = /[dgu]/g;

/** Whether a regular expression is one with the flag `u` too, which allows fewer escapes. */
function isUnicode({ source }: RegExp): boolean {
  try {
    return new RegExp(source, 'u').unicode;
  } catch {
    return false;
  }
}

/** Whether a value is a schema of zod 4, of whichever copy of it. */
export function isZodSchema(schema: unknown): schema is ZodType {
  return typeof schema === 'object' && schema !== null && '_zod' in schema;
}

/** What else a value is that is a schema, but of another library; `undefined` for others. */
export function foreignSchema(schema: unknown): string | undefined {
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) {
    return undefined;
  }
  if ('_def' in schema && 'safeParse' in schema) return 'a schema of zod 3';
  if (!('~standard' in schema)) return undefined;
  const standard = schema['~standard'];
  const isDescribed = typeof standard === 'object' && standard !== null;
  const vendor: unknown = isDescribed ? Reflect.get(standard, 'vendor') : undefined;
  return `a schema of ${typeof vendor === 'string' ? vendor : 'another library'}`;
}

/**
 * Turns a zod schema into JSON Schema. Throws `INVALID_ARGUMENT` with the place of the first part
 * that JSON Schema cannot hold, as without it the schema would let in what it was to refuse.
 */
export function zodToJsonSchema(schema: ZodType, path: string): unknown {
  const refuse = (place: readonly (string | number)[], what: string, type: string): never => {
    const instead = Object.hasOwn(INSTEAD, type) ? `; ${INSTEAD[type] ?? ''}` : '';
    throw invalidArgument(
      `${path}${place.map(memberPath).join('')}`,
      `the zod schema has ${what}, which JSON Schema cannot hold${instead}`,
    );
  };
  try {
    return toJSONSchema(schema, {
      target: 'draft-2020-12',
      io: 'input',
      unrepresentable: ({ zodSchema, path: place }) => {
        const { type } = zodSchema._zod.def;
        return refuse(place, nameOfType(type), type);
      },
      override: ({ zodSchema, jsonSchema, path: place }) => {
        const what = unheldPart(zodSchema);
        if (what !== undefined) refuse(place, what, zodSchema._zod.def.type);
        // Zod writes one format, that of the last check, and the patterns of all. A URL has none.
        if (checksOf(zodSchema).some(isUrl)) jsonSchema.format = 'uri';
      },
    });
  } catch (error) {
    throw invalidArgument(path, 'the zod schema has no JSON Schema', error);
  }
}

function nameOfType(type: string): string {
  return UNHELD_TYPES[type] ?? `z.${type}()`;
}

/** What zod keeps of a check; a schema with a format is a check itself. */
interface CheckDefinition {
  readonly type?: string;
  readonly check?: string;
  readonly format?: string | undefined;
  readonly pattern?: RegExp | undefined;
  readonly hostname?: RegExp | undefined;
  readonly protocol?: RegExp | undefined;
}

/** The checks of one zod schema, its parts aside; the schema itself is the first. */
function checksOf({ _zod: { def } }: z.core.$ZodTypes): CheckDefinition[] {
  return [def, ...(def.checks ?? []).map(({ _zod }): CheckDefinition => _zod.def)];
}

function isUrl({ check, format }: CheckDefinition): boolean {
  return check === 'string_format' && format === 'url';
}

/** What of one zod schema, its parts aside, the JSON Schema made of it does not say. */
function unheldPart(schema: z.core.$ZodTypes): string | undefined {
  const { def } = schema._zod;
  if (def.type in UNHELD_TYPES || def.type in INSTEAD) return nameOfType(def.type);
  if ('coerce' in def && def.coerce) return `z.coerce.${def.type}()`;
  return checksOf(schema)
    .map(unheldCheck)
    .find((what) => what !== undefined);
}

function unheldCheck({ check, format, pattern, hostname, protocol }: CheckDefinition) {
  if (check === undefined) return undefined;
  if (!HELD_CHECKS.has(check)) return CHECK_NAMES[check] ?? check;
  const flags = pattern?.flags.replace(HARMLESS_FLAGS, '') ?? '';
  if (flags !== '') {
    return `a regular expression with the ${flags.length === 1 ? 'flag' : 'flags'} ${flags}`;
  }
  if (pattern !== undefined && !isUnicode(pattern)) {
    return `the regular expression ${String(pattern)}, which is none with the flag u that JSON Schema means`;
  }
  if (hostname !== undefined || protocol !== undefined) {
    return 'a condition on the hostname or protocol';
  }
  // A format is held by its pattern; the one without that JSON Schema knows as well is that of URLs.
  const isHeld = check !== 'string_format' || pattern !== undefined || isUrl({ check, format });
  return isHeld ? undefined : `the format ${String(format)}`;
}
