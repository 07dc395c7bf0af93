import { useSyncExternalStore } from 'react';
import type { Layout } from './view.js';

/** From here on, two columns have room. */
const wide = matchMedia('(min-width: 900px)');

function subscribe(listener: () => void): () => void {
  wide.addEventListener('change', listener);
  return () => {
    wide.removeEventListener('change', listener);
  };
}

/** The layout that was chosen; otherwise the one that the window has room for. */
export function useLayout(chosen: Layout | undefined): Layout {
  const isWide = useSyncExternalStore(subscribe, () => wide.matches);
  return chosen ?? (isWide ? 'split' : 'inline');
}
