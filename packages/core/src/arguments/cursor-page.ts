import type { StoragePagination } from '../storage/types.js';
import { invalidArgument } from './invalid.js';

/** Refuses a page beside a cursor, which names one already. Throws `INVALID_ARGUMENT`. */
export function checkCursorPage(parsed: {
  readonly cursor?: string | undefined;
  readonly pagination: StoragePagination;
}): void {
  if (parsed.cursor === undefined || parsed.pagination.page === 0) return;
  throw invalidArgument('pagination.page', 'must be 0 beside a cursor');
}
