import type { Edit } from './merge-edit.js';

const CHANNEL = 'mastra-datasets.drafts';

let channel: BroadcastChannel | undefined;

/** What all tabs of this browser hear, but the one that says it. */
function openChannel(): BroadcastChannel {
  return (channel ??= new BroadcastChannel(CHANNEL));
}

/** Tells the other tabs what was edited. */
export function tellTabs(edits: readonly Edit[]): void {
  openChannel().postMessage(edits);
}

/** Calls with what other tabs edit. */
export function onEdits(listener: (edits: readonly Edit[]) => void): void {
  openChannel().addEventListener('message', ({ data }: MessageEvent<readonly Edit[]>) => {
    listener(data);
  });
}

/**
 * Runs something while no other tab of this browser does it for the same dataset. Browsers offer this
 * where the page comes from this machine or by HTTPS; elsewhere it just runs.
 */
export async function oneTabAtATime<T>(datasetId: string, run: () => Promise<T>): Promise<T> {
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (locks === undefined) return run();
  return locks.request(`mastra-datasets.commit.${datasetId}`, run) as Promise<T>;
}
