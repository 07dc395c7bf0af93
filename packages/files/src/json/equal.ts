import { ownValue } from './objects.js';

/** Whether two values are stored as the same JSON, whatever the order of their keys. */
export function isEqualJson(one: unknown, other: unknown): boolean {
  return isSame(normalized(one), normalized(other));
}

/** As JSON writes it: without `undefined`, and with 0 for -0. */
function normalized(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

/** Compares values of JSON of any depth. */
function isSame(one: unknown, other: unknown): boolean {
  const rest: [unknown, unknown][] = [[one, other]];
  for (let pair = rest.pop(); pair !== undefined; pair = rest.pop()) {
    const [left, right] = pair;
    if (left === right) continue;
    if (typeof left !== 'object' || typeof right !== 'object') return false;
    if (left === null || right === null || Array.isArray(left) !== Array.isArray(right))
      return false;
    const members = Object.entries(left);
    if (members.length !== Object.keys(right).length) return false;
    for (const [key, member] of members) {
      if (!Object.hasOwn(right, key)) return false;
      rest.push([member, ownValue(right, key)]);
    }
  }
  return true;
}
