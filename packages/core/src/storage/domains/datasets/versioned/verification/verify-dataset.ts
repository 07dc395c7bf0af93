import type * as types from '../../../../types.js';
import { requireDataset } from '../reading/deleted-datasets.js';
import { datasetNotFound } from '../errors.js';
import type { RunFetch } from '../reading/scan-items.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord, DatasetRecord, ItemStateRecord } from '../adapter/records.js';
import { CommitChecker, type ItemCounts } from './commits.js';
import { checkDatasetDocuments } from './documents.js';
import { ItemChecker } from './items.js';
import { Problems } from './problems.js';
import { BEGINNING, END } from '../reading/version-references.js';

/** How many items or commits are fetched at a time. */
const BATCH_SIZE = 1_000;

/** Where a check reads from. */
interface Source {
  readonly primitives: DatasetsPrimitives;
  readonly datasetId: string;
  readonly run: RunFetch;
}

interface Bounds {
  readonly dataset: DatasetRecord;
  /** The newest commit at the beginning of the check, up to which it looks. */
  readonly newest: CommitRecord | null;
  /** Whether a commit beyond the dataset's version was there already. */
  readonly isBehind: boolean;
}

/** A report, and what is needed to correct the counts of items. */
export interface Verification {
  readonly report: types.VerificationReport;
  readonly itemCounts: ItemCounts;
}

/** Does what {@link inspectDataset} does, but gives only the report. */
export async function verifyDataset(
  primitives: DatasetsPrimitives,
  datasetId: string,
  run: RunFetch,
): Promise<types.VerificationReport> {
  return (await inspectDataset(primitives, datasetId, run)).report;
}

/**
 * Checks what is stored of a dataset. It has the item ids and the commits in memory. Others may
 * write meanwhile: the check looks at what was there when it began.
 */
export async function inspectDataset(
  primitives: DatasetsPrimitives,
  datasetId: string,
  run: RunFetch,
): Promise<Verification> {
  const { dataset, newest, isBehind } = await run(() => readBounds(primitives, datasetId));
  const problems = new Problems();
  if (newest?.version !== dataset.version || isBehind) {
    problems.add('VERSION', 'The version of the dataset is not its newest commit.', {
      version: dataset.version,
    });
  }
  if (newest?.version === dataset.version && newest.number !== dataset.versionNumber) {
    const message = `The dataset says commit ${dataset.versionNumber}, not ${newest.number}.`;
    problems.add('COMMIT_NUMBER', message, { version: dataset.version });
  }
  checkDatasetDocuments(dataset, problems);
  const upTo = newest?.version ?? dataset.version;
  const commits = new CommitChecker(problems);
  for await (const commit of readCommits(primitives, datasetId, run)) {
    if (commit.version <= upTo) commits.add(commit);
  }
  const items = new ItemChecker({ datasetId, upTo, commits, problems });
  for await (const states of readItems(primitives, datasetId, run)) items.add(states);
  const itemCounts = commits.finish();
  await checkLater({ primitives, datasetId, run }, { upTo, later: items.later }, problems);
  for (const { tag, version, number } of await run(() => primitives.findTags(datasetId))) {
    if (number === null) problems.add('TAG', `The tag ${tag} names no commit.`, { version });
  }
  // When the whole dataset was deleted meanwhile, missing rows are not damage.
  if (problems.list.length > 0) await run(() => requireDataset(primitives, datasetId));
  const report = {
    datasetId,
    version: new Date(upTo),
    commits: commits.count,
    items: items.count,
    states: items.stateCount,
    problems: problems.list,
  };
  return { report, itemCounts };
}

/** Reads the newest commit before and after the dataset, because others may commit in between. */
async function readBounds(primitives: DatasetsPrimitives, datasetId: string): Promise<Bounds> {
  const before = await primitives.findCommit(datasetId, { type: 'newest' });
  const dataset = await primitives.findDataset(datasetId);
  if (dataset === null) throw datasetNotFound(datasetId);
  const newest = await primitives.findCommit(datasetId, { type: 'at', time: dataset.version });
  return { dataset, newest, isBehind: before !== null && before.version > dataset.version };
}

async function* readCommits(
  primitives: DatasetsPrimitives,
  datasetId: string,
  run: RunFetch,
): AsyncGenerator<CommitRecord, void, undefined> {
  // A commit that others add moves the rest back. So a commit may come twice, but none is missed.
  for (let offset = 0; ; offset += BATCH_SIZE) {
    const start = offset;
    const page = await run(() =>
      primitives.pageCommits(datasetId, { offset: start, limit: BATCH_SIZE }),
    );
    yield* page;
    if (page.length < BATCH_SIZE) return;
  }
}

/** Checks that changes since the check began belong to commits. Others may make such commits. */
async function checkLater(
  { primitives, datasetId, run }: Source,
  { upTo, later }: { readonly upTo: number; readonly later: ReadonlyMap<number, string> },
  problems: Problems,
): Promise<void> {
  if (later.size === 0) return;
  const made = new Set<number>();
  for await (const { version } of readCommits(primitives, datasetId, run)) {
    if (version <= upTo) break;
    made.add(version);
  }
  for (const [version, itemId] of later) {
    if (made.has(version)) continue;
    const message = 'An item was changed after the newest commit.';
    problems.add('COMMIT', message, { itemId, version });
  }
}

/** Gives the states of every item, current or deleted, one item at a time. */
async function* readItems(
  primitives: DatasetsPrimitives,
  datasetId: string,
  run: RunFetch,
): AsyncGenerator<ItemStateRecord[], void, undefined> {
  const ids = await run(() => primitives.findChangedItemIds(datasetId, BEGINNING, END));
  for (let start = 0; start < ids.length; start += BATCH_SIZE) {
    const chunk = ids.slice(start, start + BATCH_SIZE);
    const statesById = new Map<string, ItemStateRecord[]>();
    for (const state of await run(() => primitives.findItemStates(chunk, datasetId))) {
      const others = statesById.get(state.item.id);
      if (others === undefined) statesById.set(state.item.id, [state]);
      else others.push(state);
    }
    yield* statesById.values();
  }
}
