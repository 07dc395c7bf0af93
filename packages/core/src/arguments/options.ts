import { describeUnknownKey } from './closed.js';
import { invalidArgument } from './invalid.js';

/** The names of all options that a type of options has, also where it is a union. */
export type OptionNames<Options> = Readonly<
  Record<Options extends unknown ? keyof Options & string : never, true>
>;

/**
 * Refuses options that a storage does not know, so that a slip of the pen never passes for a
 * default; those that are `undefined` count as absent. Throws `INVALID_ARGUMENT`.
 */
export function checkOptionNames(options: object, known: Readonly<Record<string, true>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue;
    throw invalidArgument(name, describeUnknownKey(name, Object.keys(known)));
  }
}
