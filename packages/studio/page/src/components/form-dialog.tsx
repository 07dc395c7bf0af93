import { useId, type ReactNode } from 'react';
import { Button } from './button.js';
import { Dialog, type DialogProps } from './dialog.js';
import { onModEnter } from './on-mod-enter.js';
import styles from './form-dialog.module.css';

export interface FormDialogProps extends Pick<DialogProps, 'title' | 'description' | 'size'> {
  /** Called when its user wants to leave without doing it. */
  readonly onClose: () => void;
  /** What the button says that does it. */
  readonly submitLabel: string;
  /** Whether it cannot be taken back. Default: `false`. */
  readonly isDangerous?: boolean;
  /** Whether it can be done with what the form holds. */
  readonly canSubmit: boolean;
  readonly isBusy: boolean;
  /** What went wrong and belongs to none of the fields; `null` when nothing did. */
  readonly failure?: ReactNode;
  readonly onSubmit: () => void;
  /** The fields, and what has to be known before. */
  readonly children: ReactNode;
}

/** A form in a dialog. Enter in a line sends it, and Ctrl or Cmd with Enter does everywhere. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, size, onClose, submitLabel, isDangerous = false } = props;
  const { canSubmit, isBusy, failure = null, onSubmit, children } = props;
  const id = useId();
  const submit = () => {
    if (canSubmit && !isBusy) onSubmit();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={description}
      size={size ?? 'small'}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={id}
            variant={isDangerous ? 'danger' : 'primary'}
            isBusy={isBusy}
            disabled={!canSubmit}
          >
            {submitLabel}
          </Button>
        </>
      }
    >
      <form
        id={id}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={onModEnter(submit)}
      >
        {children}
      </form>
      {failure === null ? null : (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
    </Dialog>
  );
}
