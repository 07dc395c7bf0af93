import { storageFailed } from '../../../../../failures.js';

/** An entry of a page. */
interface Entry {
  readonly id: string;
}

/**
 * Gives the id that a page begins with. Throws `STORAGE_FAILED` when the page before began with the
 * same id. Otherwise a reader of an adapter that ignores `after` would never come to an end.
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
