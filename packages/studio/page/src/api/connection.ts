import { useSyncExternalStore } from 'react';

let isAnswering = true;
const listeners = new Set<() => void>();

/** Says whether the server answered a request, whatever the answer was. */
export function reportAnswer(answered: boolean): void {
  if (answered === isAnswering) return;
  isAnswering = answered;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the server answered when it was asked last. */
export function useIsAnswering(): boolean {
  return useSyncExternalStore(subscribe, () => isAnswering);
}
