import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { ItemsStreamQuery } from '../../api/items.js';
import type { RowSource } from './row-source.js';
import { rowsQuery } from './rows-query.js';

/**
 * The rows of a list of items. What was shown before stays until the first rows of another list are
 * there.
 *
 * @param query - `null` while it is not known what to ask for.
 */
export function useRows(datasetId: string, query: ItemsStreamQuery | null) {
  return useQuery({
    ...rowsQuery(datasetId, query ?? {}),
    enabled: query !== null,
    placeholderData: keepPreviousData,
  });
}

/** Renders a component again when rows come that are looked at. */
export function useRowSource(source: RowSource | undefined): void {
  useSyncExternalStore(source?.subscribe ?? neverChanges, () => source?.revision);
}

/** There are no rows that could change. */
function neverChanges(): () => void {
  return () => undefined;
}

/** Brings the rows of a source as long as a component is there. */
export function useStartedSource(source: RowSource): void {
  useRowSource(source);
  useEffect(() => source.start(), [source]);
}
