import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.js';
import styles from './popup.module.css';

export interface PopoverProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  /** What it is, for those who do not see it. */
  readonly label: string;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
  /** With both, its owner decides whether it is open. */
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

/** A small panel beside the button that opens it. */
export function Popover(props: PopoverProps) {
  const { trigger, label, children, align = 'start', isOpen, onOpenChange } = props;
  return (
    <Base.Root
      {...(isOpen === undefined ? {} : { open: isOpen })}
      {...(onOpenChange === undefined
        ? {}
        : {
            onOpenChange: (open) => {
              onOpenChange(open);
            },
          })}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align={align}>
          <Base.Popup className={classNames(styles.popup, styles.panel)} aria-label={label}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
