import type { KeyboardEvent } from 'react';

/** Listens for Ctrl or Cmd with Enter, which sends a form from each of its fields. */
export function onModEnter(submit: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };
}
