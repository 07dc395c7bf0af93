import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { IconButton } from './button.js';
import { classNames } from './class-names.js';
import styles from './dialog.module.css';

export interface DialogProps {
  readonly isOpen: boolean;
  /** Called when its user wants to leave: Escape, the cross, or a click beside it. */
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** The buttons below, the main one last. */
  readonly actions?: ReactNode;
  /** Default: `small`, as for a form. */
  readonly size?: 'small' | 'large';
}

/** What has to be settled before one goes on. The focus stays inside, and goes back afterwards. */
export function Dialog(props: DialogProps) {
  const { isOpen, onClose, title, description, children, actions, size = 'small' } = props;
  const body = useRef<HTMLDivElement>(null);
  // What comes first in it is what one came for, rather than the cross.
  const firstControl = () =>
    body.current?.querySelector<HTMLElement>('input, textarea, select') ??
    body.current?.querySelector<HTMLElement>('button, a, [tabindex]') ??
    true;
  const onOpenChange = (open: boolean) => {
    if (!open) onClose();
  };
  return (
    <Base.Root open={isOpen} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={classNames(styles.popup, styles[size])}
          data-dialog
          initialFocus={firstControl}
        >
          <header className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close render={<IconButton label="Close" icon={<X />} />} />
          </header>
          {description === undefined ? null : (
            <Base.Description className={styles.description}>{description}</Base.Description>
          )}
          <div ref={body} className={styles.body}>
            {children}
          </div>
          {actions === undefined ? null : <footer className={styles.actions}>{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
