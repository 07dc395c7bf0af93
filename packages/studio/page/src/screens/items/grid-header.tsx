import { ArrowLeft, ArrowRight, EyeOff, MoveHorizontal } from 'lucide-react';
import { memo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { classNames } from '../../components/class-names.js';
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.js';
import { SafeText } from '../../components/safe-text.js';
import { columnStyle } from './column-style.js';
import {
  clampWidth,
  columnLabel,
  hideColumn,
  moveColumn,
  resizeColumn,
  shiftColumn,
  type Column,
  type ColumnsChange,
  type ShownColumn,
} from './columns.js';
import styles from './items-grid.module.css';
import type { RowSource } from './row-source.js';
import type { Selection } from './use-selection.js';

/** How much a key widens a column, in pixels. */
const STEP = 16;

/** The type of what is dragged from one header to another. */
const DRAG_TYPE = 'application/x-mastra-datasets-column';

export interface GridHeaderProps {
  readonly source: RowSource;
  /** Whether the source has every row, so that all can be chosen. */
  readonly isComplete: boolean;
  readonly columns: readonly ShownColumn[];
  readonly onColumnsChange: (change: ColumnsChange) => void;
  readonly selection: Selection;
}

/** The names of the columns, which can be dragged, widened and hidden. */
export const GridHeader = memo(function GridHeader(props: GridHeaderProps) {
  const { source, isComplete, columns, onColumnsChange, selection } = props;
  const [target, setTarget] = useState<number | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const { ids } = selection;
  const areAllSelected =
    isComplete && ids.size >= source.total && source.allIds().every((id) => ids.has(id));
  const drop = (to: number) => {
    if (dragged !== null) onColumnsChange((now) => moveColumn(now, dragged, to));
    setTarget(null);
    setDragged(null);
  };
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.headerRow}>
        <div role="columnheader" className={styles.check}>
          <input
            type="checkbox"
            aria-label="Select all rows"
            title={isComplete ? 'Select all rows' : 'All rows are not here yet'}
            disabled={!isComplete}
            checked={areAllSelected}
            ref={(input) => {
              if (input !== null) input.indeterminate = selection.ids.size > 0 && !areAllSelected;
            }}
            onChange={() => {
              if (areAllSelected) selection.clear();
              else selection.replace(source.allIds());
            }}
          />
        </div>
        {columns.map((column, index) => (
          <div
            key={column.path}
            role="columnheader"
            aria-colindex={index + 2}
            className={classNames(
              styles.head,
              target === index && dragged !== null && styles.target,
            )}
            style={columnStyle(column)}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData(DRAG_TYPE, column.path);
              setDragged(index);
            }}
            onDragEnd={() => {
              setTarget(null);
              setDragged(null);
            }}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setTarget(index);
            }}
            onDrop={(event) => {
              event.preventDefault();
              drop(index);
            }}
          >
            <HeaderMenu
              column={column}
              index={index}
              columns={columns}
              onColumnsChange={onColumnsChange}
            />
            <Resizer
              column={column}
              onResize={(width) => {
                onColumnsChange(resizeColumn(column.path, width));
              }}
            />
          </div>
        ))}
      </div>
    </div>
  );
});

interface HeaderMenuProps {
  readonly column: Column;
  readonly index: number;
  readonly columns: readonly ShownColumn[];
  readonly onColumnsChange: (change: ColumnsChange) => void;
}

function HeaderMenu({ column, index, columns, onColumnsChange }: HeaderMenuProps) {
  const { path } = column;
  const { field, name } = columnLabel(path);
  const move = (step: number) => {
    onColumnsChange(shiftColumn(path, step));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step === 0 || !(event.altKey || event.shiftKey)) return;
    event.preventDefault();
    const { width } = event.currentTarget.parentElement?.getBoundingClientRect() ?? { width: 0 };
    if (event.altKey) move(step);
    else {
      onColumnsChange((now) => {
        const last = now.find((other) => other.path === path)?.width ?? width;
        return resizeColumn(path, clampWidth(last + step * STEP))(now);
      });
    }
  };
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={styles.headButton} title={path} onKeyDown={onKeyDown}>
          <span className={name === '' ? undefined : styles.field}>{field}</span>
          {name === '' ? null : <SafeText text={name} limit={60} />}
        </button>
      }
    >
      <MenuItem
        icon={<ArrowLeft />}
        hint="Alt ←"
        isDisabled={index === 0}
        onSelect={() => {
          move(-1);
        }}
      >
        Move left
      </MenuItem>
      <MenuItem
        icon={<ArrowRight />}
        hint="Alt →"
        isDisabled={index === columns.length - 1}
        onSelect={() => {
          move(1);
        }}
      >
        Move right
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<MoveHorizontal />}
        hint="Shift ← →"
        isDisabled={column.width === undefined}
        onSelect={() => {
          onColumnsChange(resizeColumn(path, undefined));
        }}
      >
        Reset the width
      </MenuItem>
      <MenuItem
        icon={<EyeOff />}
        isDisabled={columns.length === 1}
        onSelect={() => {
          onColumnsChange(hideColumn(path));
        }}
      >
        Hide the column
      </MenuItem>
    </Menu>
  );
}

interface ResizerProps {
  readonly column: ShownColumn;
  readonly onResize: (width: number | undefined) => void;
}

/** The edge of a column. Dragging it widens the column, and two clicks give it its own width again. */
function Resizer({ column, onResize }: ResizerProps) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    const handle = event.currentTarget;
    const head = handle.parentElement;
    if (head === null) return;
    const { width } = head.getBoundingClientRect();
    const from = event.clientX;
    handle.setPointerCapture(event.pointerId);
    const widthAt = ({ clientX }: { readonly clientX: number }) =>
      clampWidth(width + clientX - from);
    const onMove = (moved: globalThis.PointerEvent) => {
      // The rows follow when it is let go: while it is dragged, only the header shows where it is.
      head.style.flex = `0 0 ${widthAt(moved)}px`;
    };
    const onUp = (ended: globalThis.PointerEvent) => {
      handle.removeEventListener('pointermove', onMove);
      handle.removeEventListener('pointerup', onUp);
      if (ended.clientX !== from) onResize(widthAt(ended));
    };
    handle.addEventListener('pointermove', onMove);
    handle.addEventListener('pointerup', onUp);
  };
  return (
    <div
      className={styles.resizer}
      data-column={column.path}
      // Or the browser would drag the whole header.
      onMouseDown={(event) => {
        event.preventDefault();
      }}
      onPointerDown={onPointerDown}
      onDoubleClick={() => {
        onResize(column.width === undefined ? column.natural : undefined);
      }}
    />
  );
}
