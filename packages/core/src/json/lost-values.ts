import { types } from 'node:util';

/** Objects whose content JSON does not see, by what `Object.prototype.toString` calls them. */
const LOST = new Set([
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Error',
  'RegExp',
  'Promise',
  'Date',
  'ArrayBuffer',
  'SharedArrayBuffer',
]);

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** Whether a value is an ordinary object or array, which has nothing that JSON does not see. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
}

/**
 * The kind of an object that JSON changes or loses although it may have a `toJSON`: an invalid date
 * becomes `null`, and bytes become an object several times as long. `undefined` for others.
 */
export function lostDespiteToJson(value: object): string | undefined {
  if (types.isDate(value) && Number.isNaN(value.getTime())) return 'invalid Date';
  return Buffer.isBuffer(value) ? 'Buffer' : undefined;
}

/**
 * The kind of an object that JSON would write without its content; `undefined` for others, such as
 * instances of a caller's own class. What the platform made and has no members is one as well.
 */
export function lostKind(value: object): string | undefined {
  if (types.isNativeError(value)) return 'Error';
  const tag = tagOf(value);
  if (LOST.has(tag) || ArrayBuffer.isView(value)) return tag;
  return tag !== 'Object' && Object.keys(value).length === 0 ? tag : undefined;
}

/** A symbol that is a key of an object's own enumerable member; `undefined` when there is none. */
export function symbolKey(object: object): symbol | undefined {
  const symbols = Object.getOwnPropertySymbols(object);
  if (symbols.length === 0) return undefined;
  return symbols.find((symbol) => Object.prototype.propertyIsEnumerable.call(object, symbol));
}

/**
 * A named member of an array, which JSON does not write; `undefined` when there is none. An array
 * without holes has as many keys as members.
 */
export function namedMember(array: readonly unknown[]): string | undefined {
  const keys = Object.keys(array);
  return keys.length === array.length ? undefined : keys[array.length];
}
