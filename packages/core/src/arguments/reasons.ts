import { z } from 'zod';

/** The longest text that a message repeats. */
const LONGEST_SHOWN = 40;

/** What is wanted, by the names that zod has for it. */
const WANTED: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  date: 'a valid Date',
  function: 'a function',
  int: 'an integer',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
};

/** Says what a value is: itself where that is short, else its kind. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length <= LONGEST_SHOWN ? JSON.stringify(value) : `${counted(value)} of text`;
    case 'number':
    case 'boolean':
      return String(value);
    case 'bigint':
      return 'a bigint';
    case 'symbol':
      return 'a symbol';
    case 'function':
      return 'a function';
    case 'undefined':
      return 'missing';
    case 'object':
      return describeObject(value);
  }
}

function describeObject(value: object | null): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (!(value instanceof Date)) return 'an object';
  return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date';
}

/** A length of a text or a list, with its unit. */
function counted(held: string | readonly unknown[], length: number | bigint = held.length): string {
  const unit = typeof held === 'string' ? 'character' : 'element';
  return `${length} ${unit}${Number(length) === 1 ? '' : 's'}`;
}

/** Says what a value is, and what it has to be. */
export function reasonFor(value: unknown, wanted: string): string {
  if (value === undefined) return `missing; it has to be ${wanted}`;
  return `is ${describe(value)}, but has to be ${wanted}`;
}

/** Makes the message of a shape that wants what these words say, such as `a date or a tag`. */
export function wants(wanted: string): z.core.$ZodErrorMap {
  return ({ input }) => reasonFor(input, wanted);
}

/** What a bound says of the value that breaks it. */
function reasonForBound(value: unknown, bound: number | bigint, isUpper: boolean): string {
  const limit = isUpper ? 'at most' : 'at least';
  if (typeof value === 'string' || Array.isArray(value)) {
    const held = value.length === 0 ? 'is empty' : `has ${counted(value)}`;
    return `${held}, but has to have ${limit} ${counted(value, bound)}`;
  }
  return reasonFor(value, `${limit} ${bound}`);
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.map(describe);
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
}

function wantedOf(name: string): string {
  return WANTED[name] ?? 'of another kind';
}

/** Whether an integer is wanted: for anything but a number, zod says that a number is. */
function isForInteger({ inst }: z.core.$ZodRawIssue): boolean {
  return inst instanceof z.core.$ZodNumberFormat && inst._zod.def.format === 'safeint';
}

/** Says in plain words what zod found wrong, where a shape says nothing by itself. */
export const plainReason: z.core.$ZodErrorMap = (issue) => {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_type':
      return reasonFor(input, isForInteger(issue) ? 'an integer' : wantedOf(issue.expected));
    case 'invalid_value':
      return reasonFor(input, oneOf(issue.values));
    case 'too_big':
      return reasonForBound(input, issue.maximum, true);
    case 'too_small':
      return reasonForBound(input, issue.minimum, false);
    default:
      return reasonFor(input, 'of another kind');
  }
};
