import type { StoragePagination } from '@mastra-datasets/core';
import { calculatePagination, normalizePerPage, type PaginationInfo } from '@mastra/core/storage';

/** How many are on a page where nobody says so. */
const DEFAULT_PAGE_LENGTH = 100;

/** A page as Mastra's stores take it: of any length, zero included. */
export interface PageRequest {
  readonly page: number;
  readonly perPage: number | false;
}

/** Checks a page as Mastra's own stores do, and fills in what is absent. */
export function pageRequest({ page, perPage }: PageRequest): PageRequest {
  const length = normalizePerPage(perPage, DEFAULT_PAGE_LENGTH);
  return { page, perPage: calculatePagination(page, perPage, length).perPage };
}

/** What our storage is asked for: it has no pages without room, so one of them counts the whole. */
export function askedPage({ page, perPage }: PageRequest): StoragePagination {
  if (perPage === false) return { page: 0, perPage };
  return perPage === 0 ? { page: 0, perPage: 1 } : { page, perPage };
}

/** What of the answer is on the page. */
export function shownPage<Entry>(
  { page, perPage }: PageRequest,
  entries: readonly Entry[],
  total: number,
): { entries: readonly Entry[]; pagination: PaginationInfo } {
  const shown = perPage === 0 ? [] : entries;
  const hasMore = perPage !== false && total > (page + 1) * perPage;
  return { entries: shown, pagination: { page, perPage, total, hasMore } };
}

/** Cuts a page out of all entries. */
export function cutPage<Entry>(
  request: PageRequest,
  all: readonly Entry[],
): { entries: readonly Entry[]; pagination: PaginationInfo } {
  const { page, perPage } = request;
  const entries = perPage === false ? all : all.slice(page * perPage, (page + 1) * perPage);
  return shownPage(request, entries, all.length);
}
