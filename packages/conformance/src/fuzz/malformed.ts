import { LIMITS } from '@mastra-datasets/core';
import type { Method } from '../traits/methods.js';

/** Whether a value, given for a field, is certainly of the wrong kind. */
type Judge = (value: unknown) => boolean;

function textOf(minimum: number, maximum: number): Judge {
  return (value) =>
    typeof value !== 'string' ||
    value.length < minimum ||
    value.length > maximum ||
    value.includes('\0') ||
    !value.isWellFormed();
}

function notOneOf(...values: readonly unknown[]): Judge {
  return (value) => !values.includes(value);
}

const isNoTag = textOf(1, LIMITS.tagLength);

const isNoVersion: Judge = (value) => {
  if (value instanceof Date) return Number.isNaN(value.getTime());
  if (typeof value === 'number') return !Number.isSafeInteger(value) || value < 0;
  return isNoTag(value);
};

const isNoJson: Judge = (value) =>
  ['function', 'symbol', 'bigint'].includes(typeof value) ||
  (typeof value === 'number' && !Number.isFinite(value));

/** Neither an object, nor what may stand for none. */
const isNoObject: Judge = (value) => typeof value !== 'object' && value !== undefined;

const isNoList: Judge = (value) => !Array.isArray(value);

const isNoText: Judge = (value) => typeof value !== 'string';

const isNoSchema: Judge = (value) => isNoObject(value) && typeof value !== 'boolean';

const JUDGES: Readonly<Record<string, Judge>> = {
  id: textOf(0, LIMITS.idLength),
  datasetId: textOf(0, LIMITS.idLength),
  name: textOf(1, LIMITS.nameLength),
  description: (value) => value !== null && textOf(0, LIMITS.descriptionLength)(value),
  externalId: textOf(1, LIMITS.externalIdLength),
  tag: isNoTag,
  message: textOf(0, LIMITS.messageLength),
  version: isNoVersion,
  from: isNoVersion,
  to: isNoVersion,
  expectedVersion: isNoVersion,
  expectedItemVersion: (value) => typeof value === 'string' || isNoVersion(value),
  expectedUpdatedAt: (value) => !(value instanceof Date) || isNoVersion(value),
  onConflict: notOneOf('error', 'skip', 'update', 'merge'),
  onDeleted: notOneOf('revive', 'error'),
  onMissing: notOneOf('keep', 'delete'),
  existing: notOneOf('check', 'keep'),
  order: notOneOf('newest', 'oldest'),
  move: notOneOf(true, false),
  keep: notOneOf(true, false),
  pagination: (value) => typeof value !== 'object' || value === null,
  search: isNoText,
  cursor: isNoText,
  input: isNoJson,
  expectedOutput: isNoJson,
  metadata: isNoObject,
  context: isNoObject,
  inputSchema: isNoSchema,
  expectedOutputSchema: isNoSchema,
  ids: isNoList,
  changes: isNoList,
};

/**
 * Whether an argument has to be refused with `INVALID_ARGUMENT`, as far as that is plain to see:
 * `false` tells nothing. Looks at no more than the fields themselves, as values may be traps.
 */
export function isMalformed({ name, required, optional }: Method, argument: unknown): boolean {
  if (typeof argument !== 'object' || argument === null || Array.isArray(argument)) return true;
  if (Object.getPrototypeOf(argument) !== Object.prototype) return false;
  const judge = (field: string) => {
    if (field === 'items') return name === 'importItems' ? undefined : isNoList;
    return JUDGES[field];
  };
  const known = [...required, ...Object.keys(optional)];
  if (hasUnknownKey(argument, known)) return true;
  return known.some((field) => {
    const property = Object.getOwnPropertyDescriptor(argument, field);
    if (property?.get !== undefined) return false;
    const value: unknown = property?.value;
    if (value === undefined) return required.includes(field);
    return judge(field)?.(value) ?? false;
  });
}

/** Whether an argument has a key that the method does not know, with a value that is plain to see. */
function hasUnknownKey(argument: object, known: readonly string[]): boolean {
  return Object.entries(Object.getOwnPropertyDescriptors(argument)).some(
    ([key, { value }]) => !known.includes(key) && value !== undefined,
  );
}
