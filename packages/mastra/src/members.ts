import { isText } from '@mastra-datasets/migration/fields';

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
