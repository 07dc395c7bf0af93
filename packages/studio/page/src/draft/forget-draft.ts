import { draftStore } from './draft-store.js';
import { keepMessage } from './message.js';
import { forgetSent } from './unanswered.js';

/** Forgets all that was typed for a dataset, which is gone itself. */
export function forgetDraft(datasetId: string): void {
  const store = draftStore(datasetId);
  store.setAll([...store.get().changes.keys()].map((id) => [id, null]));
  forgetSent(datasetId);
  keepMessage(datasetId, '');
}
