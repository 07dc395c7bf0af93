import { useRouter } from '@tanstack/react-router';
import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useShortcuts } from '../app/keyboard.js';
import { IconButton } from './button.js';
import { TextInput } from './field.js';
import styles from './search-box.module.css';

/** How long one pauses before what one typed is looked for, in milliseconds. */
const PAUSE = 250;

export interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  /** Called when its user pauses or presses Enter. */
  readonly onChange: (value: string) => void;
}

/** A box to search with. The key `/` goes to it, and Escape leaves it. */
export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [typed, setTyped] = useState(value);
  const [last, setLast] = useState(value);
  if (last !== value) {
    setLast(value);
    setTyped(value);
  }
  useShortcuts([{ keys: '/', label: 'Search', run: () => input.current?.focus() }]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  const commit = (text: string) => {
    clearTimeout(timer.current);
    setLast(text);
    if (text !== value) onChange(text);
  };
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(timer.current);
    const { pathname } = router.latestLocation;
    timer.current = setTimeout(() => {
      // Who has left meanwhile must not be brought back, while the next screen is on its way.
      if (router.latestLocation.pathname === pathname) commit(text);
    }, PAUSE);
  };
  return (
    <div className={styles.box} role="search">
      <Search className={styles.icon} aria-hidden />
      <TextInput
        ref={input}
        aria-label={label}
        placeholder={label}
        className={styles.input}
        value={typed}
        onChange={(event) => {
          type(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(typed);
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {typed === '' ? null : (
        <IconButton
          className={styles.clear}
          label="Clear the search"
          icon={<X />}
          onClick={() => {
            setTyped('');
            commit('');
            input.current?.focus();
          }}
        />
      )}
    </div>
  );
}
