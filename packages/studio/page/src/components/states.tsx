import { CircleAlert, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.js';
import { describeError } from './describe-error.js';
import { SafeText } from './safe-text.js';
import styles from './states.module.css';

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** What to do next. */
  readonly children?: ReactNode;
  /** Buttons or links that do it. */
  readonly actions?: ReactNode;
}

/** What a screen shows when it has nothing to show. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles.state}>
      {icon === undefined ? null : <div className={styles.icon}>{icon}</div>}
      <h2 className={styles.title}>{title}</h2>
      {children === undefined ? null : <div className={styles.text}>{children}</div>}
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

export interface ErrorViewProps {
  readonly error: unknown;
  /** What could not be had, in a few words. Default: what the error says. */
  readonly title?: string | undefined;
  /** Tries again, where that makes sense. */
  readonly onRetry?: (() => void) | undefined;
  readonly actions?: ReactNode;
}

/** What a screen shows when what it needs could not be had. */
export function ErrorView({ error, title, onRetry, actions }: ErrorViewProps) {
  const { title: ofError, detail, code } = describeError(error);
  const heading = title ?? ofError;
  return (
    <div className={styles.state} role="alert">
      <div className={styles.errorIcon}>
        <CircleAlert aria-hidden />
      </div>
      <h2 className={styles.title}>{heading}</h2>
      {detail === `${heading}.` ? null : (
        <p className={styles.text}>
          <SafeText text={detail} />
        </p>
      )}
      {code === undefined ? null : <code className={styles.code}>{code}</code>}
      <div className={styles.actions}>
        {onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>}
        {actions}
      </div>
    </div>
  );
}

/** What stands for something that is on its way. */
export function Loading({ label = 'Loading' }: { readonly label?: string }) {
  return (
    <div className={styles.loading} role="status">
      <LoaderCircle className={styles.spinner} aria-hidden />
      {label}…
    </div>
  );
}
