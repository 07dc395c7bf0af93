import styles from './kbd.module.css';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const NAMES: Readonly<Record<string, string>> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
};

/** A key, or several that are pressed together, such as `Mod+Enter`. */
export function Kbd({ keys }: { readonly keys: string }) {
  const parts = keys === '+' ? [keys] : keys.split('+');
  return (
    <kbd className={styles.keys}>
      {parts.map((part) => (
        <kbd key={part} className={styles.key}>
          {NAMES[part] ?? part}
        </kbd>
      ))}
    </kbd>
  );
}
