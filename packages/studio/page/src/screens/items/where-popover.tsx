import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.js';
import { Popover } from '../../components/popover.js';
import { parseWhere } from './query.js';
import { ConditionRows } from './condition-rows.js';
import { fromWhere, toWhere, type Conditions } from './where-conditions.js';
import { WhereJson } from './where-json.js';
import styles from './where-popover.module.css';

export interface WherePopoverProps {
  /** A query in JSON, as the address has it. */
  readonly value: string | undefined;
  readonly onChange: (where: string | undefined) => void;
  /** The paths that the items have. */
  readonly paths: readonly string[];
  /** Why the API refused it; `undefined` when it did not. */
  readonly error: string | undefined;
  /** The place within the query that the error is about. */
  readonly errorPath: string | undefined;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Conditions that items have to meet: as rows, or as the JSON that the API takes. */
export function WherePopover(props: WherePopoverProps) {
  const { value, error, isOpen, onOpenChange } = props;
  return (
    <Popover
      label="Conditions"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      trigger={
        <Button
          icon={<ListFilter aria-hidden />}
          data-active={value !== undefined}
          data-invalid={error !== undefined}
        >
          {labelOf(value)}
        </Button>
      }
    >
      <WherePanel key={value} {...props} />
    </Popover>
  );
}

function readConditions(value: string | undefined): Conditions | null {
  if (value === undefined) {
    return { combine: 'all', conditions: [{ path: '', operator: '$eq', value: '' }] };
  }
  try {
    return fromWhere(parseWhere(value));
  } catch {
    return null;
  }
}

function labelOf(value: string | undefined): string {
  if (value === undefined) return 'Conditions';
  const conditions = readConditions(value);
  if (conditions === null) return 'Conditions: JSON';
  const { length } = conditions.conditions;
  return `${length} condition${length === 1 ? '' : 's'}`;
}

/** JSON as people read it; text that is none stays as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function WherePanel({ value, onChange, paths, error, errorPath, onOpenChange }: WherePopoverProps) {
  const [conditions, setConditions] = useState(() => readConditions(value));
  const [json, setJson] = useState(() => (value === undefined ? '' : pretty(value)));
  const [isJson, setIsJson] = useState(conditions === null);
  const [syntaxError, setSyntaxError] = useState<string>();

  const apply = () => {
    if (!isJson && conditions !== null) {
      const where = toWhere(conditions);
      onChange(where === undefined ? undefined : JSON.stringify(where));
    } else if (json.trim() === '') {
      onChange(undefined);
    } else {
      try {
        onChange(JSON.stringify(parseWhere(json)));
      } catch (thrown) {
        setSyntaxError((thrown as Error).message);
        return;
      }
    }
    onOpenChange(false);
  };
  const switchMode = () => {
    if (isJson) {
      const read = readConditions(json.trim() === '' ? undefined : json);
      if (read === null) {
        setSyntaxError('These conditions cannot be shown as rows: they are no JSON, or nested.');
        return;
      }
      setConditions(read);
    } else if (conditions !== null) {
      const where = toWhere(conditions);
      setJson(where === undefined ? '' : JSON.stringify(where, null, 2));
    }
    setSyntaxError(undefined);
    setIsJson(!isJson);
  };

  return (
    <form
      className={styles.panel}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) apply();
      }}
    >
      {isJson || conditions === null ? (
        <WhereJson
          value={json}
          error={syntaxError ?? error}
          onChange={(text) => {
            setJson(text);
            setSyntaxError(undefined);
          }}
        />
      ) : (
        <ConditionRows
          value={conditions}
          paths={paths}
          error={error}
          errorPath={errorPath}
          onChange={setConditions}
        />
      )}
      <div className={styles.actions}>
        <Button variant="quiet" onClick={switchMode}>
          {isJson ? 'As rows' : 'As JSON'}
        </Button>
        <span className={styles.space} />
        {value === undefined ? null : (
          <Button
            variant="quiet"
            onClick={() => {
              onChange(undefined);
              onOpenChange(false);
            }}
          >
            Remove
          </Button>
        )}
        <Button type="submit" variant="primary">
          Apply
        </Button>
      </div>
    </form>
  );
}
