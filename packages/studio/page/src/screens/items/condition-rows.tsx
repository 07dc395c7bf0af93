import { Plus, Trash2 } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../components/button.js';
import { Select, TextInput } from '../../components/field.js';
import { OPERATORS, takesList, type Condition, type Conditions } from './where-conditions.js';
import styles from './where-popover.module.css';

export interface ConditionRowsProps {
  readonly value: Conditions;
  readonly paths: readonly string[];
  readonly error: string | undefined;
  /** Such as `where.input.level.$gte`. */
  readonly errorPath: string | undefined;
  readonly onChange: (value: Conditions) => void;
}

const EMPTY: Condition = { path: '', operator: '$eq', value: '' };

/** Conditions one below the other. */
export function ConditionRows({ value, paths, error, errorPath, onChange }: ConditionRowsProps) {
  const id = useId();
  const { combine, conditions } = value;
  const isRefused = ({ path }: Condition) =>
    error !== undefined && path !== '' && (errorPath ?? '').includes(path);
  const set = (index: number, condition: Condition) => {
    onChange({ combine, conditions: conditions.with(index, condition) });
  };
  return (
    <div className={styles.rows}>
      {conditions.length < 2 ? null : (
        <label className={styles.combine}>
          Items that meet
          <Select
            value={combine}
            onChange={(event) => {
              onChange({ combine: event.target.value === 'any' ? 'any' : 'all', conditions });
            }}
          >
            <option value="all">all</option>
            <option value="any">any</option>
          </Select>
          of these
        </label>
      )}
      <datalist id={`${id}-paths`}>
        {paths.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      {conditions.map((condition, index) => (
        <div key={index} className={styles.row} data-invalid={isRefused(condition)}>
          <TextInput
            aria-label={`Field of condition ${index + 1}`}
            aria-invalid={isRefused(condition) || undefined}
            className={styles.path}
            list={`${id}-paths`}
            placeholder="input.level"
            value={condition.path}
            onChange={(event) => {
              set(index, { ...condition, path: event.target.value.trim() });
            }}
          />
          <Select
            aria-label={`Comparison of condition ${index + 1}`}
            className={styles.operator}
            value={condition.operator}
            onChange={(event) => {
              const known = OPERATORS.find(({ operator }) => operator === event.target.value);
              if (known !== undefined) set(index, { ...condition, operator: known.operator });
            }}
          >
            {OPERATORS.map(({ operator, label }) => (
              <option key={operator} value={operator}>
                {label}
              </option>
            ))}
          </Select>
          <ValueInput
            index={index}
            condition={condition}
            onChange={(text) => {
              set(index, { ...condition, value: text });
            }}
          />
          <IconButton
            label={`Remove condition ${index + 1}`}
            icon={<Trash2 />}
            onClick={() => {
              const rest = conditions.filter((_, other) => other !== index);
              onChange({ combine, conditions: rest.length === 0 ? [EMPTY] : rest });
            }}
          />
        </div>
      ))}
      {error === undefined ? null : (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      <Button
        variant="quiet"
        icon={<Plus aria-hidden />}
        className={styles.add}
        onClick={() => {
          onChange({ combine, conditions: [...conditions, EMPTY] });
        }}
      >
        Add a condition
      </Button>
    </div>
  );
}

interface ValueInputProps {
  readonly index: number;
  readonly condition: Condition;
  readonly onChange: (value: string) => void;
}

function ValueInput({ index, condition, onChange }: ValueInputProps) {
  const label = `Value of condition ${index + 1}`;
  if (condition.operator === '$exists') {
    return (
      <Select
        aria-label={label}
        className={styles.value}
        value={condition.value === 'false' ? 'false' : 'true'}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      >
        <option value="true">yes</option>
        <option value="false">no</option>
      </Select>
    );
  }
  return (
    <TextInput
      aria-label={label}
      className={styles.value}
      placeholder={takesList(condition.operator) ? 'one, two, three' : 'text, 3, true or "3"'}
      value={condition.value}
      onChange={(event) => {
        onChange(event.target.value);
      }}
    />
  );
}
