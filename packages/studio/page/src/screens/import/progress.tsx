import styles from './progress.module.css';

export interface ProgressProps {
  readonly label: string;
  /** How much is done, from 0 to 1; `null` where nobody knows. */
  readonly part: number | null;
}

/** Shows that work goes on, and how far it is. */
export function Progress({ label, part }: ProgressProps) {
  return (
    <div className={styles.progress} role="status">
      <span>{label}…</span>
      <progress aria-label={label} max={1} {...(part === null ? {} : { value: part })} />
    </div>
  );
}
