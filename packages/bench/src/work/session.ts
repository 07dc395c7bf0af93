import { check } from '../check.js';
import type { BasicContender, Contender, ReadItem } from '../contenders/contender.js';
import { BasicSubject, isFull, type FreshQuestions } from '../subject.js';

/** What a session does between opening a store and closing it. */
const SESSION = { reads: 50, updates: 20, pages: 2, perPage: 100 };

/** Where a session works: a dataset and its items. */
export interface SessionPlace {
  readonly datasetId: string;
  readonly ids: readonly string[];
  /** What the updates write. */
  readonly fresh: FreshQuestions;
}

/**
 * Opens a store, does what somebody does who looks through a dataset and corrects some cases, and
 * closes it. Gives how many milliseconds commits waited for the clock.
 */
export async function runSession(
  open: () => Promise<BasicContender>,
  place: SessionPlace,
): Promise<number> {
  const contender = await open();
  const subject = new BasicSubject(contender, place.datasetId);
  check(isFull(subject), `${contender.label} has no pages`);
  await workOn(subject.contender, place);
  await contender.close();
  return contender.waited();
}

async function workOn(
  contender: Contender,
  { datasetId, ids, fresh }: SessionPlace,
): Promise<void> {
  const scattered = (count: number) =>
    Array.from({ length: count }, (_, index) => ids[(index * 7_919) % ids.length] ?? '');
  for (const id of scattered(SESSION.reads)) {
    check((await contender.getItem(id)) !== null, 'a session misses an item');
  }
  for (const id of scattered(SESSION.updates)) {
    await contender.updateItem(datasetId, id, fresh.next());
  }
  const perPage = Math.min(SESSION.perPage, Math.floor(ids.length / SESSION.pages));
  for (let page = 0; page < SESSION.pages; page += 1) {
    const { items } = await contender.listPage({ datasetId, page, perPage });
    check(items.length === perPage, 'a page of a session has another length');
  }
  const version = await contender.currentVersion(datasetId);
  const snapshot: readonly ReadItem[] = await contender.snapshot(datasetId, version);
  check(snapshot.length === ids.length, 'the snapshot of a session has another length');
}
