import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../components/button.js';
import styles from './selection-bar.module.css';

export interface SelectionBarProps {
  readonly count: number;
  readonly onClear: () => void;
  /** What can be done with the rows. */
  readonly children?: ReactNode;
}

/** Says how many rows are chosen, and what can be done with them. */
export function SelectionBar({ count, onClear, children }: SelectionBarProps) {
  return (
    <div className={styles.bar} role="region" aria-label="Selection">
      <span className={styles.count} role="status">
        {count.toLocaleString('en')} selected
      </span>
      {children}
      <IconButton
        className={styles.clear}
        label="Clear the selection (Esc)"
        icon={<X />}
        onClick={onClear}
      />
    </div>
  );
}
