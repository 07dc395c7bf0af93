import { getDataset } from '../api/datasets.js';
import { listItems } from '../api/items.js';
import { getVersion } from '../api/versions.js';
import type { DatasetItem, DatasetVersion } from '../api/wire.js';
import { conflictOf, rebase } from './conflicts.js';
import type { DraftChange } from './draft.js';
import { draftStore } from './draft-store.js';

/**
 * A commit that was sent, and whose answer did not come yet. It is kept until that comes, as the version
 * may have been made all the same, also when the page is gone before it knows.
 */
export interface SentCommit {
  /** The number of the newest version before it. */
  readonly after: number;
  readonly author: string | undefined;
  readonly message: string | undefined;
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  /** The new items that were sent, with a fingerprint of what they were. */
  readonly additions: readonly (readonly [id: string, fingerprint: string])[];
}

function storageKey(datasetId: string): string {
  return `mastra-datasets.sent.${datasetId}`;
}

/** A short text that is another one for another change (FNV-1a). */
function fingerprintOf(change: DraftChange): string {
  const text = JSON.stringify(change);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length}-${hash >>> 0}`;
}

/** Remembers that a commit is sent. */
export function rememberSent(
  datasetId: string,
  changes: readonly DraftChange[],
  facts: Pick<SentCommit, 'after' | 'author' | 'message'>,
): void {
  const countOf = (type: DraftChange['type']) =>
    changes.filter((change) => change.type === type).length;
  const sent: SentCommit = {
    ...facts,
    added: countOf('add'),
    updated: countOf('update'),
    deleted: countOf('delete'),
    additions: changes
      .filter(({ type }) => type === 'add')
      .map((change) => [change.id, fingerprintOf(change)]),
  };
  localStorage.setItem(storageKey(datasetId), JSON.stringify(sent));
}

/** Forgets it: the answer came. */
export function forgetSent(datasetId: string): void {
  localStorage.removeItem(storageKey(datasetId));
}

function readSent(datasetId: string): SentCommit | null {
  const text = localStorage.getItem(storageKey(datasetId));
  return text === null ? null : (JSON.parse(text) as SentCommit);
}

function isMadeBy(sent: SentCommit, version: DatasetVersion): boolean {
  return (
    version.author === sent.author &&
    version.message === sent.message &&
    version.added === sent.added &&
    version.updated === sent.updated &&
    version.deleted === sent.deleted
  );
}

async function findMade(datasetId: string, sent: SentCommit): Promise<DatasetVersion | null> {
  const { versionNumber = sent.after } = await getDataset(datasetId);
  for (let number = sent.after + 1; number <= versionNumber; number += 1) {
    const version = await getVersion(datasetId, String(number));
    if (isMadeBy(sent, version)) return version;
  }
  return null;
}

/** The most items that one request asks for. */
const MOST_ITEMS = 1_000;

/** What items are now, by their ids; those that are not there are missing. */
export async function currentItemsOf(
  datasetId: string,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, DatasetItem>> {
  const found = new Map<string, DatasetItem>();
  for (let start = 0; start < ids.length; start += MOST_ITEMS) {
    const part = ids.slice(start, start + MOST_ITEMS);
    const query = { ids: part, page: 0, perPage: part.length };
    for (const item of (await listItems(datasetId, query, signal)).items) found.set(item.id, item);
  }
  return found;
}

/** What the changed items of a draft are now. */
export function currentItems(
  datasetId: string,
  changes: Iterable<DraftChange>,
  signal?: AbortSignal,
): Promise<Map<string, DatasetItem>> {
  const ids = [...changes].filter(({ type }) => type !== 'add').map(({ id }) => id);
  return currentItemsOf(datasetId, ids, signal);
}

/**
 * Finds out whether a commit was made whose answer never came. Where it was, its version comes back, and
 * the draft keeps only what was typed since. `null` where there is no such commit, or none was made. No
 * other tab of the browser may commit meanwhile.
 */
export async function settleNow(datasetId: string): Promise<DatasetVersion | null> {
  const sent = readSent(datasetId);
  if (sent === null) return null;
  const made = await findMade(datasetId, sent);
  if (made !== null) {
    const store = draftStore(datasetId);
    const changes = [...store.get().changes.values()];
    const current = await currentItems(datasetId, changes);
    const fingerprints = new Map(sent.additions);
    store.setAll(
      changes.map((change) => {
        if (change.type === 'add') {
          return [change.id, fingerprints.get(change.id) === fingerprintOf(change) ? null : change];
        }
        const item = current.get(change.id) ?? null;
        const conflict = conflictOf(change, item);
        if (conflict === null) return [change.id, change];
        if (item === null) return [change.id, change.type === 'delete' ? null : change];
        return [change.id, conflict.fields.length > 0 ? change : rebase(change, item, [])];
      }),
    );
  }
  forgetSent(datasetId);
  return made;
}
