import { canonicalJson, equalJson, sha256, sha256OfAll } from '../../../json/canonical.js';
import type { DatasetItem } from '../../types.js';

/** What makes an item the same test case as another: ids, dates and dataset do not count. */
export type ItemContent = Pick<
  DatasetItem,
  'input' | 'expectedOutput' | 'context' | 'splits' | 'attributes' | 'purgedAt'
>;

function contentOf(item: ItemContent): Record<string, unknown> {
  if (item.purgedAt !== undefined) return { purged: true };
  // In the order of canonical JSON, which then need not sort.
  return {
    ...(item.attributes === undefined ? {} : { attributes: item.attributes }),
    ...(item.context === undefined ? {} : { context: item.context }),
    ...('expectedOutput' in item ? { expectedOutput: item.expectedOutput } : {}),
    input: item.input,
    ...(item.splits === undefined ? {} : { splits: item.splits }),
  };
}

/** Whether two items hold the same test case. */
export function equalContent(left: ItemContent, right: ItemContent): boolean {
  return equalJson(contentOf(left), contentOf(right));
}

/** Whether two items hold the same test case, from the same source. */
export function equalFields(
  left: ItemContent & Pick<DatasetItem, 'source'>,
  right: ItemContent & Pick<DatasetItem, 'source'>,
): boolean {
  return equalContent(left, right) && equalJson(left.source ?? null, right.source ?? null);
}

/**
 * Computes the digest of a snapshot: the SHA-256 of each item's content as canonical JSON
 * (RFC 8785), in lower-case hexadecimal, sorted, each followed by a line feed; and the SHA-256 of
 * that text. Sorting digests instead of contents keeps the memory at 64 bytes an item.
 */
export class SnapshotDigest {
  readonly #lines: string[] = [];

  /** Adds an item, in any order; gives the digest of its content alone. */
  add(item: ItemContent): string {
    const digest = sha256(canonicalJson(contentOf(item)));
    this.#lines.push(`${digest}\n`);
    return digest;
  }

  /** 64 lower-case hexadecimal digits. */
  toString(): string {
    return sha256OfAll(this.#lines.sort());
  }
}
