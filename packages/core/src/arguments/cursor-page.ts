import type { StoragePagination } from '../storage/types.js';
import { invalidArgument } from './invalid.js';

/** Throws `INVALID_ARGUMENT` for a page number beside a cursor, because a cursor names its page. */
export function checkCursorPage(parsed: {
  readonly cursor?: string | undefined;
  readonly pagination: StoragePagination;
}): void {
  if (parsed.cursor === undefined || parsed.pagination.page === 0) return;
  throw invalidArgument('pagination.page', 'must be 0 beside a cursor');
}
