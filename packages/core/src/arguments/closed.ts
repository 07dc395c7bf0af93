import { z } from 'zod';
import { nearestName } from './near-names.js';

/** The longest unknown key that is compared with the known ones. A longer one is no misspelling. */
const LONGEST_COMPARED = 50;

/** Says that a key is unknown, and which one may have been meant. */
export function describeUnknownKey(key: string, known: readonly string[]): string {
  const near = key.length <= LONGEST_COMPARED ? nearestName(key, known) : undefined;
  if (near !== undefined) return `unknown key (did you mean ${near}?)`;
  return `unknown key (known are ${known.join(', ')})`;
}

/**
 * The shape of an argument that takes these keys and no others. `parseArgument` reports the first
 * unknown key. It ignores unknown keys whose value is `undefined`.
 */
export function closed<Fields extends z.core.$ZodLooseShape>(fields: Fields) {
  const known = Object.keys(fields);
  return z.strictObject(fields, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const key = firstGivenKey(issue.input, issue.keys);
      return key === undefined ? undefined : describeUnknownKey(key, known);
    },
  });
}

/** The first of these keys whose value is not `undefined`. */
export function firstGivenKey(container: unknown, keys: readonly string[]): string | undefined {
  return keys.find((key) => memberOf(container, key) !== undefined);
}

/** A member of a value that may be anything. */
export function memberOf(container: unknown, key: PropertyKey): unknown {
  return typeof container === 'object' && container !== null
    ? Reflect.get(container, key)
    : undefined;
}
