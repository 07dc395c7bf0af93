import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.js';

type Variant = 'plain' | 'primary' | 'danger' | 'quiet';

/** The classes of a link that looks like a button. */
export function buttonClass(variant: Variant = 'plain'): string {
  return classNames(styles.button, styles[variant], styles.link);
}

export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` for the one thing that a screen is for, `quiet` beside others. Default: `plain`. */
  readonly variant?: Variant;
  readonly icon?: ReactNode;
  /** Whether what it does is under way; then it cannot be pressed. */
  readonly isBusy?: boolean;
}

export function Button(props: ButtonProps) {
  const { variant = 'plain', icon, isBusy = false, className, children, disabled, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      className={classNames(styles.button, styles[variant], className)}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
    >
      {icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does; shown as a hint and read aloud. */
  readonly label: string;
  readonly icon: ReactNode;
}

/** A button that is only an icon. */
export function IconButton({ label, icon, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...rest}
      className={classNames(styles.button, styles.quiet, styles.iconOnly, className)}
    >
      {icon}
    </button>
  );
}
