import { Pencil, Trash } from 'lucide-react';
import type { DraftChange } from '../../draft/draft.js';
import styles from './draft-mark.module.css';

/** Marks the row of an item that is changed or deleted in the draft. */
export function DraftMark({ change }: { readonly change: DraftChange | undefined }) {
  if (change === undefined) return null;
  const isDeletion = change.type === 'delete';
  const words = isDeletion ? 'Deleted, not committed' : 'Changed, not committed';
  return (
    <span className={isDeletion ? styles.deleted : styles.changed} title={words}>
      {isDeletion ? <Trash aria-label={words} /> : <Pencil aria-label={words} />}
    </span>
  );
}
