import type { datasetArguments } from '../../../../../arguments/index.js';
import { afterWrite, failedBeforeWrite } from '../../../../../failures.js';
import { createItemId } from '../../../../../ids.js';
import { JsonDocument } from '../../../../../json/document.js';
import type * as types from '../../../../types.js';
import type { CommitNotes, ForkSource, ItemInsert } from '../adapter/commits.js';
import { forkOn } from '../adapter/decisions.js';
import { documentsOf } from '../adapter/documents.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { DatasetRecord, ItemRecord } from '../adapter/records.js';
import { isRefused, type ForkRefused } from '../adapter/refusals.js';
import { Attempts } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { datasetExists, datasetNotFound } from '../errors.js';
import { requireDataset } from '../reading/deleted-datasets.js';
import { toDataset } from '../reading/results.js';
import { selectRecords } from '../reading/select-items.js';
import { readSnapshot } from '../reading/snapshots.js';
import { requireSplits } from '../reading/splits.js';
import { requireCommit } from '../reading/version-references.js';
import { newDatasetRecord } from './create-dataset.js';

type ForkArguments = ReturnType<typeof datasetArguments.fork>;

/** What a fork is made of: its source as it was before its items were read. */
interface ForkPlan {
  readonly source: DatasetRecord;
  readonly items: readonly ItemRecord[];
}

/** Makes a new dataset of a snapshot. It never holds content that was purged before it was there. */
export async function forkDataset(
  context: StorageContext,
  parsed: ForkArguments,
): Promise<types.Dataset> {
  const attempts = new Attempts(context, parsed.datasetId);
  let plan = await planFork(context, parsed);
  for (;;) {
    const answer = await tryToInsert(context, parsed, plan);
    if (!isRefused(answer)) {
      context.schemas.remember(answer);
      return toDataset(answer);
    }
    await attempts.again();
    // Who purges one item after the other does not make a fork read all of its items again.
    if (answer.refused !== 'purged') plan = await planFork(context, parsed);
  }
}

async function planFork(
  { primitives }: StorageContext,
  { datasetId, version, query }: ForkArguments,
): Promise<ForkPlan> {
  await primitives.refresh?.();
  // First, so that a dataset that takes its place meanwhile is told from it by its time.
  const source = await primitives.findDataset(datasetId);
  if (source === null) throw datasetNotFound(datasetId);
  const commit = await requireCommit(primitives, datasetId, version);
  const snapshot = await readSnapshot(primitives, datasetId, commit.version, 'oldest');
  if (snapshot.length < commit.itemCount) await requireDataset(primitives, datasetId);
  await requireSplits(primitives, commit, query.filter.splits);
  return { source, items: selectRecords(snapshot, query) };
}

async function tryToInsert(
  { primitives, clock }: StorageContext,
  given: ForkArguments,
  { source, items }: ForkPlan,
): Promise<DatasetRecord | ForkRefused> {
  const purged = await findPurged(primitives, source.id);
  const record = newDatasetRecord(clock.now(), {
    name: given.name,
    description: given.description === undefined ? source.description : given.description,
    metadata:
      given.metadata === undefined ? source.metadata : JsonDocument.fromNullable(given.metadata),
    attributes:
      given.attributes === undefined
        ? source.attributes
        : JsonDocument.fromNullable(given.attributes),
    inputSchema: source.inputSchema,
    expectedOutputSchema: source.expectedOutputSchema,
  });
  // Ids are made from the oldest item to the newest, so the fork lists them in the same order.
  const inserts = items
    .filter(({ id, purgedAt }) => purgedAt === null && !purged.has(id))
    .map((item) => ({
      id: createItemId(record.id),
      externalId: item.externalId,
      ...documentsOf(item),
      createdAt: null,
    }));
  const { author = null, message = null } = given;
  const from = { datasetId: source.id, createdAt: source.createdAt, purgedItems: purged.size };
  const insert = primitives.insertFork?.bind(primitives) ?? insertThenLook.bind(null, primitives);
  const answer = await insert(record, inserts, { author, message }, from);
  if (isRefused(answer) && answer.refused === 'id') throw datasetExists(record.id);
  return answer;
}

/** The items of a dataset whose content was removed, as far as anybody knows now. */
async function findPurged(
  primitives: DatasetsPrimitives,
  datasetId: string,
): Promise<ReadonlySet<string>> {
  await primitives.refresh?.();
  return new Set(await primitives.findPurgedItemIds(datasetId));
}

/** Inserts a fork where the adapter cannot judge by the source, and deletes it when it is outdated. */
async function insertThenLook(
  primitives: DatasetsPrimitives,
  record: DatasetRecord,
  items: readonly ItemInsert[],
  notes: CommitNotes,
  source: ForkSource,
): Promise<DatasetRecord | ForkRefused> {
  if (!(await primitives.insertDataset(record, items, notes))) return { refused: 'id' };
  const takeBack = () => afterWrite(() => primitives.deleteDataset(record.id));
  let answer: DatasetRecord | ForkRefused;
  try {
    answer = forkOn(source, record, {
      holder: null,
      purgedIds: [...(await findPurged(primitives, source.datasetId))],
      source: await primitives.findDataset(source.datasetId),
    });
  } catch (error) {
    // Nobody knows what may be in it.
    await takeBack();
    throw failedBeforeWrite(error);
  }
  if (isRefused(answer)) await takeBack();
  return answer;
}
