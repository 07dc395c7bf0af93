import type { ItemsView } from './view.js';

/** Where somebody was in a list of items. */
export interface Place {
  /** How far it was scrolled, in pixels. */
  readonly top: number;
  /** The row that keys moved from; `-1` before they were used. */
  readonly active: number;
}

/** How many lists are remembered. */
const MOST_PLACES = 100;

const places = new Map<string, Place>();

/** Names a list of items: what is in it, in its order. */
export function listName(datasetId: string, view: ItemsView): string {
  return JSON.stringify([datasetId, { ...view, columns: undefined }]);
}

/** Remembers the place in a list, for whoever comes back to it. */
export function rememberPlace(list: string, place: Place): void {
  places.delete(list);
  places.set(list, place);
  for (const oldest of places.keys()) {
    if (places.size <= MOST_PLACES) break;
    places.delete(oldest);
  }
}

/** Where somebody was in a list when they left it; its beginning where nobody was. */
export function placeOf(list: string): Place {
  return places.get(list) ?? { top: 0, active: -1 };
}
