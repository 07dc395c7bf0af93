import { useLocation, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { ItemsStreamQuery } from '../../api/items.js';
import { itemHref } from '../items/item-href.js';
import { listName, placeOf, rememberPlace } from '../items/places.js';
import { queryOf } from '../items/query.js';
import type { RowSource } from '../items/row-source.js';
import { useRows, useRowSource } from '../items/use-rows.js';
import type { ItemsView } from '../items/view.js';

/** Where an item stands in the list of items that it was opened from. */
interface ListPlace {
  readonly view: ItemsView;
  /** The version that the list shows, by its number where versions have one. It never changes. */
  readonly version: string | undefined;
  /** From 0. */
  readonly index: number;
  /** The button that led here, which keeps the focus. */
  readonly by?: Direction | undefined;
}

type Direction = 'next' | 'previous';

declare module '@tanstack/react-router' {
  interface HistoryState {
    readonly place?: ListPlace;
  }
}

/** The items before and after one in its list. */
export interface Neighbours {
  /** From 0. */
  readonly index: number;
  readonly total: number;
  /** The button that led here. */
  readonly by: Direction | undefined;
  /** Shows another item of the list; `undefined` where there is none, or while it is on its way. */
  readonly next: ((by?: Direction) => void) | undefined;
  readonly previous: ((by?: Direction) => void) | undefined;
}

function queryOfPlace(place: ListPlace | undefined): ItemsStreamQuery | null {
  // The list was shown, so its conditions can be read.
  return place === undefined ? null : queryOf(place.view, place.version);
}

/** Brings the rows around a place. */
function useRowsAround(source: RowSource | undefined, index: number): void {
  useRowSource(source);
  useEffect(() => source?.start({ isWhole: false }), [source]);
  useEffect(() => source?.look(index - 1, index + 2), [source, index]);
}

/** The neighbours of an item in the list that it was opened from; `null` where it was opened by itself. */
export function useNeighbours(datasetId: string, itemId: string): Neighbours | null {
  const router = useRouter();
  const { origin, place } = useLocation({ select: ({ state }) => state });
  const { data: source } = useRows(datasetId, queryOfPlace(place));
  const index = place?.index ?? 0;
  useRowsAround(source, index);
  if (place === undefined || source?.get(index)?.id !== itemId) return null;

  const leadTo = (to: number) => {
    const id = to < 0 || to >= source.total ? undefined : source.get(to)?.id;
    if (id === undefined) return undefined;
    return (by?: Direction) => {
      const list = listName(datasetId, place.view);
      // Whoever goes back to the list finds the row of the item that they see now.
      rememberPlace(list, { ...placeOf(list), active: to });
      router.history.replace(itemHref(datasetId, id, place.view.version), {
        ...(origin === undefined ? {} : { origin }),
        place: { ...place, index: to, by },
      });
    };
  };
  return {
    index,
    total: source.total,
    by: place.by,
    next: leadTo(index + 1),
    previous: leadTo(index - 1),
  };
}
