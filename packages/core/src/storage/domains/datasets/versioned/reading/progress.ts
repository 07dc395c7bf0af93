import { storageFailed } from '../../../../../failures.js';

/** An entry of a page. */
interface Entry {
  readonly id: string;
}

/**
 * Gives the id that a page begins with. Throws `STORAGE_FAILED` when that is where the page before
 * began: an adapter that ignores `after` would let whoever reads page after page go on for ever.
 */
export function requireNewPage(
  primitive: 'pageItems' | 'pageDatasets',
  firstBefore: string | undefined,
  [first]: readonly Entry[],
): string | undefined {
  if (first !== undefined && first.id === firstBefore) {
    const message = `${primitive} gave the same page again: it ignored where to start.`;
    throw storageFailed('unchanged', { message, cause: undefined });
  }
  return first?.id;
}
