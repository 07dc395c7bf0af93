import type { QueryClient } from '@tanstack/react-query';
import { refreshDataset } from '../api/queries.js';
import { toast } from '../components/toast.js';
import { oneTabAtATime } from './tabs.js';
import { settleNow } from './unanswered.js';

/** Those who ask at once get the same answer. */
const underWay = new Map<string, Promise<void>>();

/**
 * Finds out whether a commit was made whose answer never came, and tells its user. Rejects while the
 * server does not answer.
 */
export function recoverSent(client: QueryClient, datasetId: string): Promise<void> {
  let recovering = underWay.get(datasetId);
  if (recovering === undefined) {
    recovering = recover(client, datasetId).finally(() => underWay.delete(datasetId));
    underWay.set(datasetId, recovering);
  }
  return recovering;
}

async function recover(client: QueryClient, datasetId: string): Promise<void> {
  const made = await oneTabAtATime(datasetId, () => settleNow(datasetId));
  if (made === null) return;
  toast(`v${made.number} had been committed already`);
  void refreshDataset(client, datasetId);
}
