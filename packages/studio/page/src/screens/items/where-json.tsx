import { Field, TextArea } from '../../components/field.js';
import styles from './where-popover.module.css';

export interface WhereJsonProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}

/** Conditions as the JSON that the API takes. */
export function WhereJson({ value, error, onChange }: WhereJsonProps) {
  return (
    <Field
      label="Conditions in JSON"
      error={error}
      hint={
        <>
          In MongoDB’s notation, such as <code>{'{"input.level": {"$gte": 3}}'}</code>, with $and,
          $or, $not and others.
        </>
      }
    >
      {(control) => (
        <TextArea
          {...control}
          rows={8}
          className={styles.json}
          spellCheck={false}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
