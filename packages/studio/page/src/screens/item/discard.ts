import { toast } from '../../components/toast.js';
import { draftStore } from '../../draft/draft-store.js';

/** Forgets changes of a draft, and offers to bring them back. */
export function discardChanges(datasetId: string, ids: readonly string[]): void {
  const store = draftStore(datasetId);
  const { changes } = store.get();
  const discarded = ids.flatMap((id) => {
    const change = changes.get(id);
    return change === undefined ? [] : [[id, change] as const];
  });
  if (discarded.length === 0) return;
  store.setAll(discarded.map(([id]) => [id, null] as const));
  toast(discarded.length === 1 ? 'The change was discarded' : 'The changes were discarded', {
    label: 'Undo',
    run: () => {
      store.setAll(discarded);
    },
  });
}
