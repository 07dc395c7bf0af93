import { createHash } from 'node:crypto';
import type { Dataset, DatasetItem, DatasetVersion } from '@mastra-datasets/core';

/** How many hexadecimal digits of a hash tell answers apart. */
const HASH_LENGTH = 16;

/** The `ETag` of a version: the number of its commit. */
export function tagOfNumber(number: number | undefined): string | undefined {
  return number === undefined ? undefined : `"${number}"`;
}

/** The `ETag` of an item: the number of the version that wrote its state; a purge changes it. */
export function tagOfItem({ versionNumber, purgedAt }: DatasetItem): string | undefined {
  if (versionNumber === undefined) return undefined;
  return purgedAt === undefined ? tagOfNumber(versionNumber) : `"${versionNumber}-purged"`;
}

/** The `ETag` of a dataset: the number of its newest version, and when its own fields changed. */
export function tagOfDataset({ versionNumber, updatedAt }: Dataset): string | undefined {
  return versionNumber === undefined ? undefined : `"${versionNumber}@${updatedAt.getTime()}"`;
}

/** The `ETag` of an answer that nothing else names: a hash of its text. */
export function tagOfText(text: string): string {
  return `"${createHash('sha1').update(text).digest('hex')}"`;
}

/** The `ETag` of a version's facts: its number, and a hash, as tags and purges change the others. */
export function tagOfVersion(version: DatasetVersion): string {
  const hash = createHash('sha256').update(JSON.stringify(version)).digest('hex');
  return `"${version.number}-${hash.slice(0, HASH_LENGTH)}"`;
}

/** What an `ETag` of this API says. */
export interface EntityTag {
  readonly versionNumber: number;
  /** Only in that of a dataset. */
  readonly updatedAt?: Date;
}

const ENTITY_TAG = /^"(0|[1-9]\d{0,14})(?:@(-?\d{1,15})|-purged|-[0-9a-f]{16})?"$/;

/** Reads the `ETag` of an answer; `null` for anything else. */
export function readEntityTag(text: string): EntityTag | null {
  const [, number, updatedAt] = ENTITY_TAG.exec(text) ?? [];
  if (number === undefined) return null;
  const versionNumber = Number(number);
  return updatedAt === undefined
    ? { versionNumber }
    : { versionNumber, updatedAt: new Date(Number(updatedAt)) };
}

/** One element of a list, which may be empty, and what ends it (RFC 9110, sections 5.6.1 and 8.8.3). */
const ELEMENT = /[ \t]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")?[ \t]*(?:,|$)/y;

/** Reads the list of entity tags that `If-Match` holds; `null` for anything else, and for none. */
export function readEntityTags(header: string): readonly string[] | null {
  const tags: string[] = [];
  for (let end = 0; end < header.length;) {
    ELEMENT.lastIndex = end;
    const [element, tag] = ELEMENT.exec(header) ?? [];
    if (element === undefined) return null;
    if (tag !== undefined) tags.push(tag);
    end += element.length;
  }
  return tags.length === 0 ? null : tags;
}
