import { ArrowDown, ArrowUp, Columns3 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/button.js';
import { TextInput } from '../../components/field.js';
import { Popover } from '../../components/popover.js';
import { SafeText } from '../../components/safe-text.js';
import {
  columnLabel,
  hideColumn,
  shiftColumn,
  type Column,
  type ColumnsChange,
} from './columns.js';
import styles from './columns-popover.module.css';

export interface ColumnsPopoverProps {
  readonly columns: readonly Column[];
  /** The paths that the items have. */
  readonly paths: readonly string[];
  readonly onChange: (change: ColumnsChange) => void;
}

/** Chooses columns and puts them in order. */
export function ColumnsPopover(props: ColumnsPopoverProps) {
  return (
    <Popover
      label="Columns"
      align="end"
      trigger={<Button icon={<Columns3 aria-hidden />}>Columns</Button>}
    >
      <ColumnsPanel {...props} />
    </Popover>
  );
}

function ColumnsPanel({ columns, paths, onChange }: ColumnsPopoverProps) {
  const [typed, setTyped] = useState('');
  const text = typed.trim();
  const shown = new Set(columns.map(({ path }) => path));
  const others = paths.filter(
    (path) => !shown.has(path) && path.toLowerCase().includes(text.toLowerCase()),
  );
  const add = (path: string) => {
    onChange((now) => [...now.filter((column) => column.path !== path), { path }]);
  };
  const isNew = /^(?:input|expectedOutput|context|source|attributes)(?:\.[^.~]+)+$/.test(text);
  return (
    <div className={styles.panel}>
      <h2 className={styles.title}>Shown</h2>
      <ul>
        {columns.map(({ path }, index) => (
          <li key={path} className={styles.entry}>
            <ColumnBox
              path={path}
              isShown
              isDisabled={columns.length === 1}
              onToggle={() => {
                onChange(hideColumn(path));
              }}
            />
            <IconButton
              label={`Move ${path} up`}
              icon={<ArrowUp />}
              disabled={index === 0}
              onClick={() => {
                onChange(shiftColumn(path, -1));
              }}
            />
            <IconButton
              label={`Move ${path} down`}
              icon={<ArrowDown />}
              disabled={index === columns.length - 1}
              onClick={() => {
                onChange(shiftColumn(path, 1));
              }}
            />
          </li>
        ))}
      </ul>
      <h2 className={styles.title}>More</h2>
      <TextInput
        aria-label="Find or name a column"
        placeholder="Find, or write a path: input.user.name"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
        onKeyDown={(event) => {
          const [first] = others;
          if (event.key !== 'Enter') return;
          if (isNew && !shown.has(text)) add(text);
          else if (first !== undefined) add(first);
          setTyped('');
        }}
      />
      <ul>
        {others.map((path) => (
          <li key={path} className={styles.entry}>
            <ColumnBox
              path={path}
              isShown={false}
              onToggle={() => {
                add(path);
              }}
            />
          </li>
        ))}
      </ul>
      <Button
        variant="quiet"
        onClick={() => {
          onChange(() => undefined);
        }}
      >
        Back to the usual columns
      </Button>
    </div>
  );
}

interface ColumnBoxProps {
  readonly path: string;
  readonly isShown: boolean;
  readonly isDisabled?: boolean;
  readonly onToggle: () => void;
}

function ColumnBox({ path, isShown, isDisabled = false, onToggle }: ColumnBoxProps) {
  const { field, name } = columnLabel(path);
  return (
    <label className={styles.box}>
      <input type="checkbox" checked={isShown} disabled={isDisabled} onChange={onToggle} />
      <span className={styles.label}>
        <span className={name === '' ? undefined : styles.field}>{field}</span>{' '}
        {name === '' ? null : <SafeText text={name} limit={80} />}
      </span>
    </label>
  );
}
