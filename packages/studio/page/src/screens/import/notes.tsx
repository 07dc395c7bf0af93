import { Info } from 'lucide-react';
import { SafeText } from '../../components/safe-text.js';
import styles from './notes.module.css';

/** What there is to say about a file. */
export function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes} aria-label="Notes">
      {notes.map((note) => (
        <li key={note}>
          <Info aria-hidden />
          <SafeText text={note} limit={1_000} />
        </li>
      ))}
    </ul>
  );
}
