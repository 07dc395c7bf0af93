import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, type RefObject } from 'react';

/** Whether keys go to nothing in particular: to the page, or to all of its content. */
export function isFocusFree(): boolean {
  const { activeElement } = document;
  return activeElement === document.body || activeElement?.id === 'main';
}

/** Takes the focus to the content when what had it went with the screen before, so that keys go on from there. */
export function useFocusOfScreens(main: RefObject<HTMLElement | null>): void {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef(path);
  useEffect(() => {
    const isNew = before.current !== undefined && before.current !== path;
    before.current = path;
    if (isNew && document.activeElement === document.body) {
      main.current?.focus({ preventScroll: true });
    }
  }, [main, path]);
}
