import { useId, type ComponentProps, type ReactNode } from 'react';
import { classNames } from './class-names.js';
import styles from './field.module.css';

/** What the control of a field needs, so that its label and its words belong to it. */
interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

export interface FieldProps {
  readonly label: string;
  readonly isOptional?: boolean;
  readonly hint?: ReactNode;
  /** What is wrong with it; `undefined` when nothing is. */
  readonly error?: ReactNode;
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control with its label, a hint, and what is wrong with it. */
export function Field({ label, isOptional = false, hint, error, children }: FieldProps) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== '';
  const words = hasError ? error : hint;
  const hasWords = words !== undefined && words !== null;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {isOptional ? <span className={styles.optional}>optional</span> : null}
      </label>
      {children({
        id,
        'aria-describedby': hasWords ? `${id}-words` : undefined,
        'aria-invalid': hasError || undefined,
      })}
      {hasWords ? (
        <p
          id={`${id}-words`}
          className={hasError ? styles.error : styles.hint}
          role={hasError ? 'alert' : undefined}
        >
          {words}
        </p>
      ) : null}
    </div>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      className={classNames(styles.control, className)}
    />
  );
}

export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea rows={3} {...rest} className={classNames(styles.control, styles.area, className)} />
  );
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={classNames(styles.control, className)} />;
}
