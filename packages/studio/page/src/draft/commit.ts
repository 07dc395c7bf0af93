import { getDataset } from '../api/datasets.js';
import { applyChanges } from '../api/items.js';
import { ApiProblem, ServerUnreachable } from '../api/problem.js';
import { getVersion } from '../api/versions.js';
import type { Authorship, DatasetItem, DatasetVersion, ItemChange } from '../api/wire.js';
import { requestOf, type DraftChange } from './draft.js';
import { draftStore } from './draft-store.js';
import { leftOver } from './left-over.js';
import { oneTabAtATime } from './tabs.js';
import { forgetSent, rememberSent, settleNow } from './unanswered.js';

/** The answers that leave open whether a change was made. */
const OPEN_CODES: ReadonlySet<string> = new Set(['TIMEOUT', 'STORAGE_FAILED', 'INTERNAL']);

/** Whether an error leaves open whether the version was made. Trying again finds out. */
export function mayBeMade(error: unknown): boolean {
  return (
    error instanceof ServerUnreachable ||
    (error instanceof ApiProblem && OPEN_CODES.has(error.code))
  );
}

/** The requests of changes. Throws for one that is not ready, which the dialog does not offer. */
function requestsOf(changes: readonly DraftChange[]): ItemChange[] {
  return changes.map((change) => {
    const made = requestOf(change);
    if ('problems' in made) throw new Error('A change has problems that have to be mended first.');
    return made.request;
  });
}

/** Another tab of the browser has committed or discarded what this one wanted to commit. */
class NothingToCommit extends Error {
  override readonly name = 'NothingToCommit';
}

/**
 * Commits the draft of a dataset as one version, gives that, and empties the draft. When an earlier
 * commit was made whose answer never came, that is the version, and only what was typed since is
 * committed. One tab of the browser commits after the other, and never what the other has committed.
 * Rejects like `applyChanges`; then the draft stays as it is.
 *
 * @param onItems - Takes the items as the new version has them, before the draft is emptied: after that,
 * screens show what they know of an item. Not called where an earlier commit turns out to be the version.
 */
export function commitDraft(
  datasetId: string,
  authorship: Authorship,
  onItems: (items: readonly DatasetItem[]) => Promise<void>,
): Promise<DatasetVersion> {
  return oneTabAtATime(datasetId, () => commitNow(datasetId, authorship, onItems));
}

async function commitNow(
  datasetId: string,
  { author, message }: Authorship,
  onItems: (items: readonly DatasetItem[]) => Promise<void>,
): Promise<DatasetVersion> {
  const store = draftStore(datasetId);
  await store.read();
  const made = await settleNow(datasetId);
  const changes = [...store.get().changes.values()];
  if (changes.length === 0) {
    if (made !== null) return made;
    throw new NothingToCommit('Another tab of this browser committed these changes already.');
  }
  const requests = requestsOf(changes);
  const { versionNumber = 0 } = await getDataset(datasetId);
  rememberSent(datasetId, changes, { after: versionNumber, author, message });
  try {
    const { version, results } = await applyChanges(datasetId, {
      changes: requests,
      author,
      message,
    });
    const committed = await getVersion(datasetId, version);
    await onItems(results.flatMap(({ item }) => item ?? []));
    const now = store.get().changes;
    store.setAll(
      changes.flatMap((sent, index) =>
        leftOver(sent, now.get(sent.id) ?? null, results[index]?.item ?? null),
      ),
    );
    forgetSent(datasetId);
    // The next tab reads there what is left.
    await store.whenKept();
    return committed;
  } catch (error) {
    if (!mayBeMade(error)) forgetSent(datasetId);
    throw error;
  }
}
