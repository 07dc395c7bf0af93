import { memo, useMemo } from 'react';
import type { DatasetItem } from '../../api/wire.js';
import { Badge } from '../../components/badge.js';
import { classNames } from '../../components/class-names.js';
import { SafeText } from '../../components/safe-text.js';
import { Time } from '../../components/time.js';
import { versionLabel } from '../../components/version-name.js';
import { withDraft } from '../../draft/content.js';
import type { DraftChange } from '../../draft/draft.js';
import { isSame } from '../../draft/fields.js';
import hidden from '../../styles/visually-hidden.module.css';
import { cellText, readsAsText } from './cell-text.js';
import { columnStyle } from './column-style.js';
import { valueAt, type ShownColumn } from './columns.js';
import { DraftMark } from './draft-mark.js';
import styles from './items-grid.module.css';

export interface GridRowProps {
  readonly id: string;
  /** From 0. */
  readonly index: number;
  /** Where it begins below the header, in pixels. */
  readonly top: number;
  /** `undefined` while it is on its way. */
  readonly item: DatasetItem | undefined;
  readonly columns: readonly ShownColumn[];
  readonly isActive: boolean;
  readonly isSelected: boolean;
  /** What of it is changed and not committed; `undefined` for nothing. */
  readonly change: DraftChange | undefined;
  /** Called with the row, and whether all rows from the last one on are meant. */
  readonly onToggle: (index: number, isRange: boolean) => void;
  readonly href: string;
  readonly onOpen: (id: string, index: number) => void;
  readonly onActiveChange: (index: number) => void;
}

/** An item. A click opens it. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { id, index, top, item: stored, columns, isActive, isSelected, change } = props;
  const { onToggle, href } = props;
  const { onOpen, onActiveChange } = props;
  const item = useMemo(
    () => (stored === undefined ? undefined : withDraft(stored, change)),
    [stored, change],
  );
  const name = item?.externalId ?? item?.id ?? '';
  const isChanged = (path: string) =>
    stored !== undefined &&
    item !== stored &&
    item !== undefined &&
    !isSame(valueAt(stored, path), valueAt(item, path));
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      className={classNames(
        styles.row,
        isActive && styles.active,
        isSelected && styles.selected,
        item === undefined && styles.blank,
        change?.type === 'delete' && styles.deleted,
      )}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => {
        if (item === undefined) return;
        onActiveChange(index);
        onOpen(item.id, index);
      }}
    >
      <div
        role="gridcell"
        className={styles.check}
        onClick={(event) => {
          event.stopPropagation();
        }}
        // The focus stays with the grid, whose keys go on from here.
        onMouseDown={(event) => {
          event.preventDefault();
          event.currentTarget.closest<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
        }}
      >
        {item === undefined ? null : (
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select ${name}`}
            checked={isSelected}
            onChange={(event) => {
              onToggle(
                index,
                'shiftKey' in event.nativeEvent && event.nativeEvent.shiftKey === true,
              );
            }}
          />
        )}
      </div>
      {columns.map((column, position) => (
        <div
          key={column.path}
          role="gridcell"
          className={classNames(styles.cell, isChanged(column.path) && styles.changed)}
          style={columnStyle(column)}
        >
          {position === 0 ? <DraftMark change={change} /> : null}
          {isChanged(column.path) ? <span className={hidden.hidden}>Changed: </span> : null}
          {item === undefined ? (
            <span className={styles.placeholder} />
          ) : position === 0 ? (
            <a
              href={href}
              tabIndex={-1}
              className={styles.link}
              onClick={(event) => {
                // With such a key, the browser opens it elsewhere.
                if (event.ctrlKey || event.metaKey || event.shiftKey) event.stopPropagation();
                else event.preventDefault();
              }}
            >
              <Cell item={item} path={column.path} />
            </a>
          ) : (
            <Cell item={item} path={column.path} />
          )}
        </div>
      ))}
    </div>
  );
});

function Cell({ item, path }: { readonly item: DatasetItem; readonly path: string }) {
  const isContent = /^(?:input|expectedOutput)\b/.test(path);
  if (item.purgedAt !== undefined && isContent) return <Badge tone="warning">Purged</Badge>;
  const value = valueAt(item, path);
  if (value === undefined) return <span className={styles.absent}>–</span>;
  switch (path) {
    case 'createdAt':
    case 'updatedAt':
      return <Time value={item[path]} />;
    case 'versionNumber':
      return versionLabel(String(item.versionNumber));
    case 'splits':
      // What somebody types may be no list yet.
      if (!Array.isArray(value)) return <Value value={value} />;
      return (
        <span className={styles.splits}>
          {item.splits?.map((split) => (
            <Badge key={split} title={split}>
              <SafeText text={split} limit={60} />
            </Badge>
          ))}
        </span>
      );
    default:
      return <Value value={value} />;
  }
}

function Value({ value }: { readonly value: unknown }) {
  if (value === null || typeof value === 'boolean') {
    return <span className={styles.literal}>{String(value)}</span>;
  }
  if (typeof value === 'number') return String(value);
  if (value === '') return <span className={styles.absent}>empty text</span>;
  const text = <SafeText text={cellText(value)} />;
  return readsAsText(value) ? text : <span className={styles.json}>{text}</span>;
}
