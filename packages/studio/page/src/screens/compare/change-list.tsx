import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import kinds from '../../components/change-kinds.module.css';
import { classNames } from '../../components/class-names.js';
import { SafeText } from '../../components/safe-text.js';
import styles from './change-list.module.css';
import { FIELDS, type Change } from './changed-fields.js';

/** The height of a row, in pixels. */
const ROW_HEIGHT = 48;
const OVERSCAN = 15;

const SIGNS = { added: '+', updated: '~', deleted: '−' } as const;

export interface ChangeListProps {
  readonly changes: readonly Change[];
  /** The id of the item whose change is shown. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** The items that differ. Only the rows that are seen are there. */
export function ChangeList({ changes, selected, onSelect }: ChangeListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: changes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  const position = changes.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (position >= 0) virtualizer.scrollToIndex(position);
  }, [virtualizer, position]);
  return (
    <div ref={scroller} className={styles.scroller}>
      <ol
        className={styles.list}
        style={{ height: virtualizer.getTotalSize() }}
        aria-label="Changes"
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const change = changes[index];
          return change === undefined ? null : (
            <li
              key={change.id}
              className={styles.item}
              style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
              aria-setsize={changes.length}
              aria-posinset={index + 1}
            >
              <ChangeRow change={change} isSelected={change.id === selected} onSelect={onSelect} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

interface ChangeRowProps {
  readonly change: Change;
  readonly isSelected: boolean;
  readonly onSelect: (id: string) => void;
}

function ChangeRow({ change, isSelected, onSelect }: ChangeRowProps) {
  const { id, kind, label } = change;
  return (
    <button
      type="button"
      className={classNames(styles.row, isSelected && styles.selected)}
      aria-current={isSelected ? 'true' : undefined}
      onClick={() => {
        onSelect(id);
      }}
    >
      <span className={classNames(styles.sign, kinds[kind])} aria-hidden>
        {SIGNS[kind]}
      </span>
      <span className={styles.text}>
        <span className={styles.label}>
          <SafeText text={label} />
        </span>
        <span className={styles.fields}>{describeChange(change)}</span>
      </span>
    </button>
  );
}

/** What happened to an item, in words. */
function describeChange({ kind, fields }: Change): string {
  if (kind !== 'updated') return kind;
  const labels = FIELDS.filter(({ name }) => fields.includes(name)).map(({ label }) => label);
  return labels.length === 0 ? 'updated' : `${labels.join(', ').toLowerCase()} updated`;
}
