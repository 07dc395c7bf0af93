import { isDeepStrictEqual } from 'node:util';

/** Whether two values are stored as the same JSON, whatever the order of their keys. */
export function isEqualJson(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(normalized(one), normalized(other));
}

/** As JSON writes it: without `undefined`, and with 0 for -0. */
function normalized(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
