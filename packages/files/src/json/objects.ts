/** Whether a value is an object with keys, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a key that is the object's own; `undefined` where there is none. */
export function ownValue(holder: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, key)?.value as unknown;
}

/** Sets a key as the object's own, also `__proto__`. */
export function defineKey(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** The value at a path of keys and indexes; `undefined` where there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Array.isArray(found) ? (found as unknown[])[Number(key)] : ownValue(found, key);
  }
  return found;
}
