import type { DatasetVersion, VersionName } from '../api/wire.js';

/** A version that can be chosen. */
export interface VersionChoice {
  readonly value: VersionName;
  readonly label: string;
  /** Who made it and why, or when. */
  readonly hint?: string;
  readonly tags?: readonly string[];
  readonly time?: string;
}

/** A version as people read it: `v12`, a tag, or a time. */
export function versionLabel(version: VersionName): string {
  if (version === undefined) return 'Latest';
  if (/^\d+$/.test(version)) return `v${version}`;
  if (version.startsWith('tag:')) return version.slice('tag:'.length);
  return version;
}

/** A tag as the API takes it, also one that reads like a number or a time. */
export function tagReference(tag: string): string {
  return /^(?:[\d+-]|tag:)/.test(tag) ? `tag:${tag}` : tag;
}

/** A day or a time of the user's own zone in ISO 8601; `undefined` for text that is none. */
function asTime(text: string): string | undefined {
  if (
    !/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text)
  ) {
    return undefined;
  }
  // A day means all that happened on it.
  const time = new Date(text.length === 10 ? `${text}T23:59:59.999` : text.replace(' ', 'T'));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** What somebody may mean who typed this text: a number, a time, or a tag. */
function typedChoice(text: string): VersionChoice | undefined {
  const number = /^v?(\d{1,15})$/i.exec(text)?.[1];
  if (number !== undefined) return { value: number, label: `v${number}`, hint: 'By its number' };
  const time = asTime(text);
  if (time !== undefined) return { value: time, label: text, hint: 'As it was at this time' };
  return undefined;
}

/**
 * The versions to choose from: those that match what was typed, newest first, and before them the
 * version that the text itself names, where it does and it is not among them.
 */
export function versionChoices(
  versions: readonly DatasetVersion[],
  typed: string,
  allowsLatest: boolean,
): VersionChoice[] {
  const text = typed.trim().toLowerCase();
  const known = versions.map((version) => ({
    value: String(version.number),
    label: `v${version.number}`,
    hint: [version.author, version.message].filter(Boolean).join(': '),
    tags: version.tags,
    time: version.version,
  }));
  if (text === '') {
    return allowsLatest
      ? [{ value: undefined, label: 'Latest', hint: 'Follows changes' }, ...known]
      : known;
  }
  const matching = known.filter(({ label, hint, tags }) =>
    [label, hint, ...tags].some((part) => part.toLowerCase().includes(text)),
  );
  const typedOne = typedChoice(typed.trim());
  const isThere = matching.some(({ value }) => value === typedOne?.value);
  return typedOne === undefined || isThere ? matching : [typedOne, ...matching];
}
