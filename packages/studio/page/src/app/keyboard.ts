import { useEffect, useRef, useSyncExternalStore } from 'react';

/** A key that does something on the screen that is shown. */
export interface Shortcut {
  /**
   * As `KeyboardEvent.key` names it, such as `/`, `j` or `Escape`; with `Mod+` before it, together with
   * Ctrl, or Cmd on a Mac.
   */
  readonly keys: string;
  /** What it does, as the list of keys says it. */
  readonly label: string;
  /** Absent where something else does it, and the key only stands in the list. */
  readonly run?: (event: KeyboardEvent) => void;
}

let active: readonly (readonly Shortcut[])[] = [];
const listeners = new Set<() => void>();

function change(next: readonly (readonly Shortcut[])[]): void {
  active = next;
  for (const listener of listeners) listener();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(target.type)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function isInOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog],[role=menu]') !== null;
}

function matches({ keys, run }: Shortcut, event: KeyboardEvent): boolean {
  if (run === undefined) return false;
  const isModified = keys.startsWith('Mod+');
  if ((event.ctrlKey || event.metaKey) !== isModified || event.altKey) return false;
  if (!isModified && (isTyping(event.target) || isInOverlay(event.target))) return false;
  return event.key === (isModified ? keys.slice('Mod+'.length) : keys);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  // What came last is in front, so it is asked first.
  for (const group of active.toReversed()) {
    const shortcut = group.find((candidate) => matches(candidate, event));
    if (shortcut === undefined) continue;
    event.preventDefault();
    shortcut.run?.(event);
    return;
  }
}

/** Listens for keys. Call it once. */
export function listenForKeys(): void {
  document.addEventListener('keydown', onKeyDown);
}

/** Offers keys as long as a component is there. They do nothing while somebody types. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const names = JSON.stringify(shortcuts.map(({ keys, label }) => [keys, label]));
  useEffect(() => {
    const group = latest.current.map((shortcut): Shortcut => {
      if (shortcut.run === undefined) return shortcut;
      const { keys, label } = shortcut;
      const run = (event: KeyboardEvent) => {
        latest.current.find((other) => other.keys === keys)?.run?.(event);
      };
      return { keys, label, run };
    });
    change([...active, group]);
    return () => {
      change(active.filter((other) => other !== group));
    };
  }, [names]);
}

/** All that keys do now, for the list of keys. */
export function useActiveShortcuts(): readonly Shortcut[] {
  const groups = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => active,
  );
  return groups.flat();
}
