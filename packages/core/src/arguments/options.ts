import { describeUnknownKey } from './closed.js';
import { invalidArgument } from './invalid.js';

/** The names of all options that a type of options has, also where it is a union. */
export type OptionNames<Options> = Readonly<
  Record<Options extends unknown ? keyof Options & string : never, true>
>;

/**
 * Throws `INVALID_ARGUMENT` for options that a storage does not know. Otherwise an option with a
 * typing error would silently get its default. Options that are `undefined` count as absent.
 * `prefix` leads to the options in errors: `domains.`.
 */
export function checkOptionNames(
  options: object,
  known: Readonly<Record<string, true>>,
  prefix = '',
): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(known, name)) continue;
    throw invalidArgument(`${prefix}${name}`, describeUnknownKey(name, Object.keys(known)));
  }
}
