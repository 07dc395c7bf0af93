/** Judges what is kept under one name; anything else counts as absent. */
export type Guard<Value> = (value: unknown) => value is Value;

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value without parts. */
export type Scalar = string | number | boolean | null;

export function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** A copy of an object without some of its members. */
export function without<Whole extends object, Name extends keyof Whole>(
  whole: Whole,
  ...names: Name[]
): Omit<Whole, Name> {
  const copy = { ...whole };
  for (const name of names) Reflect.deleteProperty(copy, name);
  return copy;
}

/** An object without the members that are `undefined`. */
export function withoutAbsent(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
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
