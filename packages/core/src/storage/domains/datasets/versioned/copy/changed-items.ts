import type { JsonDocument } from '../../../../../json/document.js';
import { BEGINNING } from '../reading/version-references.js';
import type { ItemInsert, ItemUpdate } from '../adapter/commits.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord, ItemDocuments, ItemRecord } from '../adapter/records.js';

/**
 * How many items are fetched at a time. With 1,000, the engine took the rows of a batch for objects that
 * live long in one of six copies, which then held 90 MB more.
 */
const BATCH_SIZE = 250;

/** A commit to copy. */
export interface CopiedStep {
  /** The commit before it. */
  readonly previous: CommitRecord;
  readonly commit: CommitRecord;
  /** The last commit that is copied. */
  readonly newest: CommitRecord;
}

/**
 * What a commit changed, and no more of it than writing it takes: a commit may be as large as a
 * dataset, and all of it is held while it is written.
 */
export interface ChangedItems {
  /** The items that there are after it; `createdAt` is `null` for those that it made. */
  readonly written: readonly ItemInsert[];
  /** The ids of those that it deleted. */
  readonly deleted: readonly string[];
  /** Which of the written ones there were before it. */
  readonly before: ReadonlySet<string>;
  /** Which of the written ones have lost their content since the last commit that is copied. */
  readonly purgedLater: ReadonlySet<string>;
  /** Whether all written ones are in the states that the commit has given them. */
  readonly isIntact: boolean;
}

/** Gives the ids of the items that a commit changed, in batches. */
export async function* changedIds(
  primitives: DatasetsPrimitives,
  previous: CommitRecord | null,
  commit: CommitRecord,
): AsyncGenerator<readonly string[], void, undefined> {
  const after = previous?.version ?? BEGINNING;
  const ids = await primitives.findChangedItemIds(commit.datasetId, after, commit.version);
  yield* batchesOf(ids);
}

/** Gives a list in batches that are fetched at a time. */
export function* batchesOf<Listed>(
  list: readonly Listed[],
): Generator<readonly Listed[], void, undefined> {
  for (let start = 0; start < list.length; start += BATCH_SIZE) {
    yield list.slice(start, start + BATCH_SIZE);
  }
}

/** Reads the items that a commit changed, of which `newest` is the last that is copied. */
export async function readChangedItems(
  primitives: DatasetsPrimitives,
  { previous, commit, newest }: CopiedStep,
): Promise<ChangedItems> {
  const { datasetId, version } = commit;
  const written: ItemInsert[] = [];
  const deleted: string[] = [];
  const purgedLater = new Set<string>();
  let isIntact = true;
  for await (const ids of changedIds(primitives, previous, commit)) {
    const gone = new Set(ids);
    for (const item of await primitives.findItems(ids, version, datasetId)) {
      gone.delete(item.id);
      written.push(toInsert(item));
      if (item.purgedAt !== null && item.purgedAt > newest.version) purgedLater.add(item.id);
      isIntact &&= isStateOf(item, commit);
    }
    for (const id of gone) deleted.push(id);
  }
  // An item that the commit made was not there before. A deleted one was.
  const older = written.filter(({ createdAt }) => createdAt !== null).map(({ id }) => id);
  const made = written.length - older.length;
  const before =
    made === commit.added
      ? new Set(older)
      : // It also brought items back, which keep their time of creation.
        await idsAt(primitives, previous, older);
  return { written, deleted, before, purgedLater, isIntact };
}

/** Which of some items there were at a commit. */
async function idsAt(
  primitives: DatasetsPrimitives,
  { datasetId, version }: CommitRecord,
  ids: readonly string[],
): Promise<Set<string>> {
  const present = new Set<string>();
  for (const batch of batchesOf(ids)) {
    for (const { id } of await primitives.findItems(batch, version, datasetId)) present.add(id);
  }
  return present;
}

/** Whether a commit has given an item its state. */
export function isStateOf(
  item: Pick<ItemRecord, 'datasetId' | 'version' | 'versionNumber' | 'updatedAt'>,
  { datasetId, version, number }: CommitRecord,
): boolean {
  return (
    item.datasetId === datasetId &&
    item.version === version &&
    item.versionNumber === number &&
    item.updatedAt === version
  );
}

/** Gives an item as a commit inserts it. */
export function toInsert(item: ItemRecord): ItemInsert {
  return new CopiedItem(item);
}

/** Gives an item as a commit updates it. */
export function toUpdate(item: ItemInsert): ItemUpdate {
  return new CopiedUpdate(item);
}

/**
 * An item as a commit updates it. It is made by a class, because an object literal took more memory:
 * V8 remembers how long the objects of a literal lived. Those of a large commit live long, so V8 puts
 * all later ones among its old objects, too, and seldom collects those. A copy of 200 versions held
 * 100 MB of items that it no longer needed.
 */
class CopiedUpdate implements ItemUpdate {
  readonly id: string;
  readonly input: JsonDocument;
  readonly expectedOutput: JsonDocument | null;
  readonly context: JsonDocument | null;
  readonly splits: JsonDocument | null;
  readonly source: JsonDocument | null;
  readonly attributes: JsonDocument | null;

  constructor(item: ItemDocuments & { readonly id: string }) {
    this.id = item.id;
    this.input = item.input;
    this.expectedOutput = item.expectedOutput;
    this.context = item.context;
    this.splits = item.splits;
    this.source = item.source;
    this.attributes = item.attributes;
  }
}

/** An item as a commit inserts it. */
class CopiedItem extends CopiedUpdate implements ItemInsert {
  readonly externalId: string | null;
  readonly createdAt: number | null;

  constructor(item: ItemRecord) {
    super(item);
    this.externalId = item.externalId;
    // `null` says that it is new, which spares a look at its history.
    this.createdAt = item.createdAt === item.version ? null : item.createdAt;
  }
}
