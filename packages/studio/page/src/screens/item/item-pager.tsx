import { ChevronDown, ChevronUp } from 'lucide-react';
import { IconButton } from '../../components/button.js';
import styles from './item.module.css';
import type { Neighbours } from './use-neighbours.js';

/** Leads to the items before and after in the list. Nothing where an item was opened by itself. */
export function ItemPager({ neighbours }: { readonly neighbours: Neighbours | null }) {
  if (neighbours === null) return null;
  const { index, total, by, next, previous } = neighbours;
  return (
    <nav className={styles.pager} aria-label="Items of the list">
      <IconButton
        label="Previous item (k)"
        icon={<ChevronUp />}
        autoFocus={by === 'previous'}
        disabled={previous === undefined}
        onClick={() => previous?.('previous')}
      />
      <IconButton
        label="Next item (j)"
        icon={<ChevronDown />}
        autoFocus={by === 'next'}
        disabled={next === undefined}
        onClick={() => next?.('next')}
      />
      <span className={styles.muted}>
        {(index + 1).toLocaleString('en')} of {total.toLocaleString('en')}
      </span>
    </nav>
  );
}
