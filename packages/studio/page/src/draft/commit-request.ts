import { useSyncExternalStore } from 'react';

/** That somebody wants to commit the draft of a dataset. */
export interface CommitRequest {
  readonly datasetId: string;
  /** What to propose as the message. */
  readonly message: string | undefined;
}

let request: CommitRequest | null = null;
const listeners = new Set<() => void>();

function show(next: CommitRequest | null): void {
  request = next;
  for (const listener of listeners) listener();
}

/** Opens the dialog that commits the draft of a dataset. */
export function openCommitDialog(datasetId: string, message?: string): void {
  show({ datasetId, message });
}

export function closeCommitDialog(): void {
  show(null);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is asked for now; `null` for nothing. */
export function useCommitRequest(): CommitRequest | null {
  return useSyncExternalStore(subscribe, () => request);
}
