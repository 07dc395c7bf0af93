import { Button } from '../../components/button.js';
import type { PaginationInfo } from '../../api/wire.js';
import styles from './pager.module.css';

export interface PagerProps {
  /** From 1. */
  readonly page: number;
  readonly pagination: PaginationInfo;
  readonly onChange: (page: number) => void;
}

/** Goes from page to page, where there are several. */
export function Pager({ page, pagination, onChange }: PagerProps) {
  const { total, hasMore } = pagination;
  if (page === 1 && !hasMore) return null;
  return (
    <nav className={styles.pager} aria-label="Pages">
      <span>
        Page {page}, {total.toLocaleString('en')} datasets
      </span>
      <Button
        disabled={page === 1}
        onClick={() => {
          onChange(page - 1);
        }}
      >
        Previous
      </Button>
      <Button
        disabled={!hasMore}
        onClick={() => {
          onChange(page + 1);
        }}
      >
        Next
      </Button>
    </nav>
  );
}
