import { createHash } from 'node:crypto';
import type { DatasetItem } from '@mastra-datasets/core';

/**
 * The canonical JSON text (RFC 8785) of plain JSON, written here a second time so that the suite
 * does not ask the code under test for the answer.
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`);
  return `{${members.join(',')}}`;
}

/** What makes an item the same test case as another, as canonical JSON. */
export function contentText(item: Partial<DatasetItem>): string {
  if (item.purgedAt !== undefined) return canonicalText({ purged: true });
  const { input, context, splits, attributes } = item;
  return canonicalText({
    input,
    ...('expectedOutput' in item ? { expectedOutput: item.expectedOutput } : {}),
    ...(context === undefined ? {} : { context }),
    ...(splits === undefined ? {} : { splits }),
    ...(attributes === undefined ? {} : { attributes }),
  });
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * The digest of a snapshot by the documented recipe: the SHA-256 of every item's canonical content
 * in hexadecimal, sorted, each followed by a line feed, and the SHA-256 of all that.
 */
export function digestOf(items: readonly Partial<DatasetItem>[]): string {
  const lines = items.map((item) => `${sha256(contentText(item))}\n`);
  return sha256(lines.sort().join(''));
}
