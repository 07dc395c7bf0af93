import { types } from 'node:util';

/** The fields of arguments that hold the caller's own JSON. */
const JSON_FIELDS = new Set([
  'input',
  'expectedOutput',
  'context',
  'source',
  'attributes',
  'metadata',
  'inputSchema',
  'expectedOutputSchema',
  'where',
]);

/** The longest list that is sent. */
const LONGEST_LIST = 1_000_000;

/** The fields that name a version, or a time. */
export const VERSION_FIELDS: ReadonlySet<string> = new Set([
  'version',
  'from',
  'to',
  'expectedVersion',
  'expectedItemVersion',
  'expectedUpdatedAt',
]);

function isPlain(value: object): boolean {
  if (types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}

/** Whether a value is the same once it went through JSON, but for `undefined` members. */
function isJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
      return true;
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || (depth < 1_500 && isJsonObject(value, depth));
    default:
      return false;
  }
}

function isJsonObject(value: object, depth: number): boolean {
  if (!isPlain(value) || Object.getOwnPropertySymbols(value).length > 0) return false;
  if (Array.isArray(value) && Object.keys(value).length !== value.length) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    ({ value: member, enumerable, ...descriptor }) =>
      descriptor.get === undefined &&
      (enumerable !== true ||
        (member === undefined && !Array.isArray(value)) ||
        isJson(member, depth + 1)),
  );
}

/** Whether a version is one that JSON can name without being taken for another. */
function isVersion(value: unknown): boolean {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return typeof value === 'number'
    ? Number.isSafeInteger(value) && value >= 0
    : typeof value === 'string';
}

/** Whether an argument, or an object within it, says in JSON what it says. */
export function isCarried(argument: unknown): argument is Record<string, unknown> {
  if (typeof argument !== 'object' || argument === null) return false;
  try {
    if (!isPlain(argument) || Object.getOwnPropertySymbols(argument).length > 0) return false;
    return Object.entries(Object.getOwnPropertyDescriptors(argument)).every(
      ([key, { value, ...descriptor }]) =>
        descriptor.get === undefined && (value === undefined || isCarriedField(key, value)),
    );
  } catch {
    return false;
  }
}

function isCarriedField(key: string, value: unknown): boolean {
  if (JSON_FIELDS.has(key)) return isJson(value);
  if (VERSION_FIELDS.has(key)) return isVersion(value);
  if (Array.isArray(value)) {
    return (
      isPlain(value) &&
      Object.keys(value).length === value.length &&
      value.every((element: unknown) =>
        typeof element === 'object' && element !== null ? isCarried(element) : isJson(element),
      )
    );
  }
  return typeof value === 'object' && value !== null ? isCarried(value) : isJson(value);
}

/** An argument as JSON has it: dates as text, and tags so that they are taken for nothing else. */
export function toJson(argument: unknown): unknown {
  if (Array.isArray(argument)) return argument.map(toJson);
  if (typeof argument !== 'object' || argument === null) return argument;
  return Object.fromEntries(
    Object.entries(argument).map(([key, value]): [string, unknown] => {
      if (JSON_FIELDS.has(key)) return [key, value];
      if (!VERSION_FIELDS.has(key)) return [key, toJson(value)];
      return [
        key,
        typeof value === 'string' && key !== 'expectedItemVersion' ? `tag:${value}` : value,
      ];
    }),
  );
}

/** An argument whose JSON went through JSON, which changes what JSON cannot carry. */
export function throughJson(argument: unknown): unknown {
  if (Array.isArray(argument)) {
    // A list may say that it is longer than anybody could wait for.
    if (argument.length > LONGEST_LIST) throw new RangeError('The list is too long.');
    return argument.map(throughJson);
  }
  if (typeof argument !== 'object' || argument === null || argument instanceof Date)
    return argument;
  return Object.fromEntries(
    Object.entries(argument).map(([key, value]: [string, unknown]): [string, unknown] => {
      if (!JSON_FIELDS.has(key)) return [key, throughJson(value)];
      const text = JSON.stringify(value) as string | undefined;
      return [key, text === undefined ? undefined : JSON.parse(text)];
    }),
  );
}
