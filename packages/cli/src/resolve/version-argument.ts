import { CliError } from '../errors.js';
import { printable } from '../output/printable.js';

/** What a word of the command line says about a version, and how it was read. */
export type VersionArgument =
  | { readonly kind: 'tag'; readonly text: string; readonly tag: string }
  | { readonly kind: 'number'; readonly text: string; readonly number: number }
  | { readonly kind: 'date'; readonly text: string; readonly date: Date }
  /** So many versions before the newest. */
  | { readonly kind: 'back'; readonly text: string; readonly back: number };

/** A date and time as ISO 8601 writes it; a date alone is its beginning, in UTC. */
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A date and time without the zone, which says nothing certain. */
const WITHOUT_ZONE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)$/;

/** Versions that are named by how far they are before the newest. */
export const WORDS: ReadonlyMap<string, number> = new Map([
  ['latest', 0],
  ['previous', 1],
]);

/** What tells a tag from anything else. */
const TAG_PREFIX = 'tag:';

/**
 * Reads a version: a number, a date, `latest`, `previous`, `-1` or `~1` (one before the newest), or
 * a tag. `tag:` before it makes it a tag whatever it is. Throws `USAGE` for a date that is none.
 */
export function parseVersion(text: string): VersionArgument {
  if (text.startsWith(TAG_PREFIX)) {
    return { kind: 'tag', text, tag: text.slice(TAG_PREFIX.length) };
  }
  if (/^\d{1,15}$/.test(text)) return { kind: 'number', text, number: Number(text) };
  const back = WORDS.get(text) ?? numberBack(text);
  if (back !== undefined) return { kind: 'back', text, back };
  if (!DATE.test(text)) return { kind: 'tag', text, tag: text };
  const date = new Date(text);
  if (!Number.isNaN(date.getTime())) return { kind: 'date', text, date };
  throw new CliError('USAGE', `There is no such date: ${text}.`, {
    hint: `write an existing one, or tag:${text} for a tag`,
  });
}

function numberBack(text: string): number | undefined {
  const [, digits] = /^[-~](\d{1,15})$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Says how to write a date that lacks its zone; empty for everything else. */
export function zoneHint(text: string): string {
  const [, day, clock] = WITHOUT_ZONE.exec(text) ?? [];
  return day === undefined || clock === undefined
    ? ''
    : `a date and time needs its zone, such as ${day}T${clock}Z; `;
}

/**
 * Reads the name that a tag is to get. Throws `USAGE` where the name alone would be read as another
 * version later, unless it has `tag:` before it.
 */
export function parseNewTag(text: string): string {
  const kind = kindWithoutPrefix(text);
  if (text.startsWith(TAG_PREFIX)) return text.slice(TAG_PREFIX.length);
  if (kind === null) return text;
  throw new CliError('USAGE', `A version named ${printable(text)} is ${kind}, not a tag.`, {
    hint: `choose another name, such as v${text.replace(/^[-~]/, '')}; or write tag:${text} here and wherever you mean it`,
  });
}

/** How a name without `tag:` is read where it is not read as a tag; `null` where it is. */
export function kindWithoutPrefix(name: string): string | null {
  if (name.startsWith(TAG_PREFIX)) return null;
  // Also a date that does not exist is refused as a version.
  if (DATE.test(name)) return 'a date';
  const { kind } = parseVersion(name);
  if (kind === 'number') return 'the number of a version';
  return kind === 'back' ? 'counted from the newest' : null;
}

/** The tag that is meant, with or without `tag:` before it. */
export function tagName(text: string): string {
  return text.startsWith(TAG_PREFIX) ? text.slice(TAG_PREFIX.length) : text;
}
