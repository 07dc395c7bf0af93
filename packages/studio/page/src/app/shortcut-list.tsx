import { Dialog } from '../components/dialog.js';
import { Kbd } from '../components/kbd.js';
import { useActiveShortcuts } from './keyboard.js';
import styles from './shortcut-list.module.css';

export interface ShortcutListProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** What keys do on the screen that is shown. */
export function ShortcutList({ isOpen, onClose }: ShortcutListProps) {
  const shortcuts = useActiveShortcuts();
  const byLabel = Map.groupBy(shortcuts, ({ label }) => label);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keys">
      <dl className={styles.list}>
        {[...byLabel].map(([label, group]) => (
          <div key={label} className={styles.entry}>
            <dt>{label}</dt>
            <dd className={styles.keys}>
              {group.map(({ keys }) => (
                <Kbd key={keys} keys={keys} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
