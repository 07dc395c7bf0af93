import type { PaginationInfo, StoragePagination } from './types.js';

/** Beyond any list, and still exact when one is added to it. */
const LARGEST = Number.MAX_SAFE_INTEGER - 1;

/** Where a page begins in its list, and how many entries it may hold; `null` for all. */
export interface PageRange {
  readonly offset: number;
  readonly limit: number | null;
}

/** Turns a page into a range. With `perPage: false`, every page but the first is empty. */
export function pageRange({ page, perPage }: StoragePagination): PageRange {
  if (perPage !== false) {
    return { offset: Math.min(page * perPage, LARGEST), limit: Math.min(perPage, LARGEST) };
  }
  return page === 0 ? { offset: 0, limit: null } : { offset: 0, limit: 0 };
}

/** Describes a page of a list of `total` entries. */
export function paginationInfo(
  { page, perPage }: StoragePagination,
  total: number,
): PaginationInfo {
  return { page, perPage, total, hasMore: perPage !== false && (page + 1) * perPage < total };
}

/** Cuts a page out of a list that is whole in memory. */
export function paginate<Entry>(
  entries: readonly Entry[],
  pagination: StoragePagination,
): { entries: Entry[]; pagination: PaginationInfo } {
  const { offset, limit } = pageRange(pagination);
  return {
    entries: entries.slice(offset, limit === null ? undefined : offset + limit),
    pagination: paginationInfo(pagination, entries.length),
  };
}
