import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { IconButton } from './button.js';
import { classNames } from './class-names.js';
import { describeError } from './describe-error.js';
import styles from './toast.module.css';

const manager = Toast.createToastManager();

/** What can be done about a note, such as to undo what it tells. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** How long notes with an action stay, in milliseconds: long enough to think about it. */
const ACTION_TIMEOUT = 15_000;

/** Tells that something was done. It goes away by itself. */
export function toast(title: string, action?: ToastAction): void {
  if (action === undefined) {
    manager.add({ title });
    return;
  }
  const id = manager.add({
    title,
    timeout: ACTION_TIMEOUT,
    actionProps: {
      children: action.label,
      onClick: () => {
        manager.close(id);
        action.run();
      },
    },
  });
}

/** Tells that something failed. It stays until it is closed. */
export function toastError(error: unknown): void {
  const { title, detail } = describeError(error);
  manager.add({ title, description: detail, type: 'error', priority: 'high', timeout: 0 });
}

function Notes() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((note) => (
    <Toast.Root
      key={note.id}
      toast={note}
      className={classNames(styles.toast, note.type === 'error' && styles.error)}
    >
      <Toast.Content className={styles.content}>
        <div className={styles.text}>
          <Toast.Title className={styles.title} render={<p />} />
          <Toast.Description className={styles.description} />
        </div>
        <Toast.Action className={styles.action} />
        <Toast.Close render={<IconButton label="Close the note" icon={<X />} />} />
      </Toast.Content>
    </Toast.Root>
  ));
}

/** Where notes appear. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={manager}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <Notes />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
