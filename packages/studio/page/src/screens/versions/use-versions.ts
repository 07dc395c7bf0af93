import { useQueries } from '@tanstack/react-query';
import { versionsQuery } from '../../api/queries.js';
import type { DatasetVersion } from '../../api/wire.js';

/** How many versions are asked for at a time. */
const PER_PAGE = 100;

/** The versions of a dataset, as far as they are there. */
export interface Versions {
  /** How many there are; `undefined` until that is known. */
  readonly total: number | undefined;
  /** Why there are none. */
  readonly error: unknown;
  /** The version at a place, counted from the newest; `undefined` while it is on its way. */
  readonly at: (index: number) => DatasetVersion | undefined;
  readonly retry: () => void;
}

/**
 * Asks for the versions between two places, counted from the newest, and for the newest in any case:
 * a dataset may have a hundred thousand.
 */
export function useVersions(datasetId: string, first: number, last: number): Versions {
  const firstPage = Math.floor(first / PER_PAGE);
  const lastPage = Math.max(firstPage, Math.floor(last / PER_PAGE));
  const pages = [
    ...new Set([
      0,
      ...Array.from({ length: lastPage - firstPage + 1 }, (_, index) => firstPage + index),
    ]),
  ];
  const answers = useQueries({
    queries: pages.map((page) => versionsQuery(datasetId, { page, perPage: PER_PAGE })),
  });
  const [newest] = answers;
  const total = newest?.data?.pagination.total;
  // By their numbers: of two pages, one may be of before a version was made, and begin at another place.
  const byNumber = new Map(
    answers.flatMap(({ data }) => data?.versions ?? []).map((version) => [version.number, version]),
  );
  return {
    total,
    error: newest?.error ?? null,
    at: (index) => (total === undefined ? undefined : byNumber.get(total - 1 - index)),
    retry: () => void newest?.refetch(),
  };
}
