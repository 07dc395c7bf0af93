import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useId,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
} from 'react';
import { isFocusFree } from '../../app/focus.js';
import { useShortcuts, type Shortcut } from '../../app/keyboard.js';
import { classNames } from '../../components/class-names.js';
import type { DraftChange } from '../../draft/draft.js';
import { columnsWidth } from './column-style.js';
import type { ColumnsChange, ShownColumn } from './columns.js';
import { GridHeader } from './grid-header.js';
import { GridRow } from './grid-row.js';
import styles from './items-grid.module.css';
import { placeOf, rememberPlace, type Place } from './places.js';
import type { RowSource } from './row-source.js';
import { useStartedSource } from './use-rows.js';
import type { Selection } from './use-selection.js';

const ROW_HEIGHT = 33;

/** The keys of the grid, for the list of keys: they only do something within it. */
const GRID_KEYS: readonly Shortcut[] = [
  { keys: 'ArrowDown', label: 'Next row' },
  { keys: 'ArrowUp', label: 'Previous row' },
  { keys: 'Enter', label: 'Open the row' },
  { keys: 'x', label: 'Select the row' },
  { keys: ' ', label: 'Select the row' },
  { keys: 'Shift+ArrowDown', label: 'Select more rows' },
  { keys: 'Mod+a', label: 'Select all rows' },
  { keys: 'Escape', label: 'Clear the selection' },
];

/** Browsers place nothing reliably that is farther down than this many rows. */
export const MOST_ROWS = 450_000;

/** How many rows are made beyond those that are seen. */
const OVERSCAN = 10;

export interface ItemsGridProps {
  /** Names the list, so that whoever comes back to it finds the same place. */
  readonly list: string;
  readonly source: RowSource;
  readonly columns: readonly ShownColumn[];
  readonly onColumnsChange: (change: ColumnsChange) => void;
  readonly selection: Selection;
  /** What is changed of the items and not committed, by their ids. */
  readonly changes: ReadonlyMap<string, DraftChange>;
  /** The row that keys move from; `-1` before they were used. */
  readonly active: number;
  readonly onActiveChange: (index: number) => void;
  /** The address of an item. */
  readonly hrefOf: (id: string) => string;
  readonly onOpen: (id: string, index: number) => void;
  /** Whether the rows are those of before, while others are on their way. */
  readonly isStale: boolean;
}

/** The ids of the rows from one to another, as far as they are here. */
function rangeOf(source: RowSource, one: number, other: number): string[] {
  const from = Math.min(one, other);
  const length = Math.abs(one - other) + 1;
  const ids = Array.from({ length }, (_, offset) => source.get(from + offset)?.id);
  return ids.filter((id) => id !== undefined);
}

/** How far each key moves, in rows; a page is as many as are seen. */
function stepOf(key: string, page: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: page,
    PageUp: -page,
    End: Infinity,
    Home: -Infinity,
  };
  return Object.hasOwn(steps, key) ? steps[key] : undefined;
}

/** How far to scroll for a place, in pixels, so that its row is in sight. */
function topFor({ top, active }: Place, height: number): number {
  if (active === -1) return top;
  const room = height - ROW_HEIGHT;
  const row = active * ROW_HEIGHT;
  return Math.min(row, Math.max(top, row + ROW_HEIGHT - room));
}

/** The rows of a list of items, as many as there are: only those that are seen are made. */
export function ItemsGrid(props: ItemsGridProps) {
  const { list, source, columns, onColumnsChange, selection, active, onActiveChange } = props;
  const { changes, hrefOf, onOpen, isStale } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<number | null>(null);
  useStartedSource(source);
  const count = Math.min(source.total, MOST_ROWS);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    // The header stays in sight above the rows.
    scrollMargin: ROW_HEIGHT,
    scrollPaddingStart: ROW_HEIGHT,
  });
  const rows = virtualizer.getVirtualItems();
  const start = rows[0]?.index ?? 0;
  const end = (rows.at(-1)?.index ?? -1) + 1;
  useEffect(() => {
    source.look(start, end);
  }, [source, start, end]);
  // Another version of the same list leaves one where one is.
  const placed = useRef<string>(null);
  useEffect(() => {
    if (isStale || placed.current === list) return;
    placed.current = list;
    anchor.current = null;
    const place = placeOf(list);
    scroller.current?.scrollTo({ top: topFor(place, scroller.current.clientHeight) });
    if (place.active !== -1 && isFocusFree()) {
      scroller.current?.focus({ preventScroll: true });
    }
    onActiveChange(place.active);
  }, [list, isStale, onActiveChange]);
  const remember = () => {
    if (placed.current !== list || isStale) return;
    rememberPlace(list, { top: scroller.current?.scrollTop ?? 0, active });
  };
  useEffect(remember);

  const last = useRef(-1);
  const onToggle = useCallback(
    (index: number, isRange: boolean) => {
      if (isRange && last.current !== -1) selection.add(rangeOf(source, last.current, index));
      else for (const chosen of rangeOf(source, index, index)) selection.toggle(chosen);
      last.current = index;
      onActiveChange(index);
    },
    [source, selection, onActiveChange],
  );

  const moveTo = (index: number, extendsSelection: boolean) => {
    const target = Math.max(0, Math.min(count - 1, index));
    if (extendsSelection) {
      anchor.current ??= Math.max(active, 0);
      selection.replace(rangeOf(source, anchor.current, target));
    } else {
      anchor.current = null;
    }
    onActiveChange(target);
    virtualizer.scrollToIndex(target, { align: 'auto' });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.altKey || count === 0) return;
    const isModified = event.ctrlKey || event.metaKey;
    if (isModified) {
      if (event.key !== 'a') return;
      event.preventDefault();
      selection.replace(source.allIds());
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const step = stepOf(event.key, page);
    const item = source.get(active);
    if (step !== undefined)
      moveTo(active === -1 && step === -1 ? 0 : active + step, event.shiftKey);
    else if ((event.key === ' ' || event.key === 'x') && item !== undefined) {
      selection.toggle(item.id);
    } else if (event.key === 'Enter' && item !== undefined) onOpen(item.id, active);
    else if (event.key === 'Escape' && selection.ids.size > 0) selection.clear();
    else return;
    event.preventDefault();
  };

  const enter = (step: number) => () => {
    scroller.current?.focus({ preventScroll: true });
    moveTo(active === -1 ? 0 : active + step, false);
  };
  useShortcuts([
    { keys: 'j', label: 'Next row', run: enter(1) },
    { keys: 'k', label: 'Previous row', run: enter(-1) },
    ...GRID_KEYS,
  ]);

  const isActiveMade = active >= start && active < end;
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Items"
      aria-rowcount={count + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-busy={isStale || undefined}
      aria-activedescendant={isActiveMade ? `${id}-${active}` : undefined}
      tabIndex={0}
      style={{ '--columns-width': `${columnsWidth(columns)}px` } as CSSProperties}
      className={classNames(styles.grid, isStale && styles.stale)}
      onScroll={remember}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === event.currentTarget && active === -1 && count > 0) onActiveChange(0);
      }}
    >
      <GridHeader
        source={source}
        isComplete={source.isComplete}
        columns={columns}
        onColumnsChange={onColumnsChange}
        selection={selection}
      />
      <div role="rowgroup" className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, start: top }) => {
          const item = source.get(index);
          return (
            <GridRow
              key={index}
              id={`${id}-${index}`}
              index={index}
              top={top - ROW_HEIGHT}
              item={item}
              columns={columns}
              isActive={index === active}
              isSelected={item !== undefined && selection.ids.has(item.id)}
              change={item === undefined ? undefined : changes.get(item.id)}
              onToggle={onToggle}
              href={item === undefined ? '' : hrefOf(item.id)}
              onOpen={onOpen}
              onActiveChange={onActiveChange}
            />
          );
        })}
      </div>
    </div>
  );
}
