import type { Field } from '@mastra-datasets/files';
import { useState, type DragEvent } from 'react';
import { Select, TextInput } from '../../components/field.js';
import { classNames } from '../../components/class-names.js';
import { SafeText } from '../../components/safe-text.js';
import styles from './mapping-board.module.css';
import {
  moveColumn,
  renameKey,
  settingsWith,
  type ColumnTarget,
} from './reading/column-targets.js';
import type { ImportState } from './use-import.js';

interface Zone {
  readonly field: Field | null;
  readonly label: string;
  readonly hint: string;
  /** Whether it is shown only when something goes there. */
  readonly isRare?: boolean;
}

const ZONES: readonly Zone[] = [
  { field: 'input', label: 'Input', hint: 'What is asked' },
  { field: 'expectedOutput', label: 'Expected output', hint: 'What should come out' },
  { field: 'externalId', label: 'External id', hint: 'Your own key of each item' },
  { field: 'splits', label: 'Splits', hint: 'Such as train and test' },
  { field: 'context', label: 'Context', hint: 'What belongs to it' },
  { field: 'source', label: 'Source', hint: 'Where the case came from', isRare: true },
  { field: 'attributes', label: 'Attributes', hint: 'What frameworks keep', isRare: true },
  { field: null, label: 'Left out', hint: 'Not imported' },
];

/** What a column is called while it is dragged. */
const DRAGGED = 'application/x-mastra-datasets-column';

/** The columns of a file beside the fields that they go to. */
export function MappingBoard({ state }: { readonly state: ImportState }) {
  const { columns, settings, changeSettings } = state;
  const [over, setOver] = useState<Zone | null>(null);
  const place = (next: readonly ColumnTarget[]) => {
    changeSettings(settingsWith(settings, next));
  };
  const move = (column: string, field: Field | null) => {
    place(moveColumn(columns, column, field));
  };
  const isAsked = !columns.some(({ target }) => target?.field === 'input');
  const shown = ZONES.filter(
    ({ field, isRare }) => isRare !== true || columns.some(({ target }) => target?.field === field),
  );
  return (
    <section className={styles.board} aria-label="Columns">
      <div className={styles.heading}>
        <h3>Columns</h3>
        <p>Drag a column to another field, or choose the field beside its name.</p>
      </div>
      {isAsked ? (
        <p className={styles.asked} role="status">
          No column goes to the input yet: choose the one that holds what is asked.
        </p>
      ) : null}
      {shown.map((zone) => {
        const own = columns.filter(({ target }) => (target?.field ?? null) === zone.field);
        const allow = (event: DragEvent) => {
          if (!event.dataTransfer.types.includes(DRAGGED)) return;
          event.preventDefault();
          setOver(zone);
        };
        return (
          <div
            key={zone.label}
            role="group"
            aria-label={zone.label}
            className={classNames(styles.zone, over === zone && styles.over)}
            onDragEnter={allow}
            onDragOver={allow}
            onDragLeave={() => {
              setOver(null);
            }}
            onDrop={(event) => {
              setOver(null);
              const column = event.dataTransfer.getData(DRAGGED);
              if (!columns.some((one) => one.column === column)) return;
              event.preventDefault();
              move(column, zone.field);
            }}
          >
            <div className={styles.label}>
              <strong>{zone.label}</strong>
              <span>{zone.hint}</span>
            </div>
            <ul className={styles.columns}>
              {own.map((one) => (
                <Column
                  key={one.column}
                  column={one}
                  onMove={(field) => {
                    move(one.column, field);
                  }}
                  onRename={(key) => {
                    place(renameKey(columns, one.column, key));
                  }}
                />
              ))}
              {own.length === 0 ? <li className={styles.none}>None</li> : null}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

interface ColumnProps {
  readonly column: ColumnTarget;
  readonly onMove: (field: Field | null) => void;
  readonly onRename: (key: string) => void;
}

const LEFT_OUT = 'left out';

function Column({ column: { column, samples, target, isSpread }, onMove, onRename }: ColumnProps) {
  const key = target?.path.join('.') ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <li
      className={styles.column}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, column);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <span className={styles.name}>
        <SafeText text={column} limit={80} />
      </span>
      <span className={styles.samples} title={samples.join('\n')}>
        {samples.length === 0 ? 'no values' : <SafeText text={samples.join(' · ')} limit={90} />}
      </span>
      <span className={styles.controls}>
        <Select
          aria-label={`${column} goes to`}
          value={target?.field ?? LEFT_OUT}
          onChange={({ target: { value } }) => {
            onMove(ZONES.find(({ field }) => field === value)?.field ?? null);
          }}
        >
          {ZONES.map(({ field, label }) => (
            <option key={label} value={field ?? LEFT_OUT}>
              {label}
            </option>
          ))}
        </Select>
        {isSpread ? <span className={styles.spread}>key by key</span> : null}
        {key === '' || isSpread ? null : (
          <TextInput
            aria-label={`Key of ${column}`}
            title="The key that it becomes"
            value={typed ?? key}
            onChange={({ target: { value } }) => {
              setTyped(value);
            }}
            onBlur={() => {
              if (typed !== null && typed !== key) onRename(typed);
              setTyped(null);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.currentTarget.blur();
            }}
          />
        )}
      </span>
    </li>
  );
}
