import { isObject, isText } from '@mastra-datasets/migration/fields';

export { isObject, isText, without, withoutAbsent } from '@mastra-datasets/migration/fields';

/** Judges what is kept under one name; anything else counts as absent. */
export type Guard<Value> = (value: unknown) => value is Value;

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

/** A value without parts. */
export type Scalar = string | number | boolean | null;

export function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** The member of a name as a part of an object: `null` as it is, nothing where it is of another type. */
export function member<Name extends string, Value>(
  name: Name,
  value: unknown,
  guard: Guard<Value>,
): Partial<Record<Name, Value | null>>;
export function member(
  name: string,
  value: unknown,
  guard: Guard<unknown>,
): Record<string, unknown> {
  return value === null || guard(value) ? { [name]: value } : {};
}

type Method = (...parameters: unknown[]) => unknown;

/** A method of an object, if it is one. */
export function methodOf(object: unknown, name: string): Method | null {
  if (!isObject(object)) return null;
  const method = object[name];
  if (typeof method !== 'function') return null;
  return (...parameters) => Reflect.apply(method, object, parameters) as unknown;
}
