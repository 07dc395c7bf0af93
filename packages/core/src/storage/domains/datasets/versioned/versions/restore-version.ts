import type { versionArguments } from '../../../../../arguments/index.js';
import { afterWrite } from '../../../../../failures.js';
import { schemaValidationFailed } from '../../../../../schemas/validator.js';
import type * as types from '../../../../types.js';
import { untilAccepted, type Attempts } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { versionConflict } from '../errors.js';
import { toVersion } from '../reading/results.js';
import { groupByAction, subjectsOf, type PlannedChange } from '../commits/planned-changes.js';
import type { CommitResult } from '../adapter/commits.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRefused } from '../adapter/refusals.js';
import {
  documentsOf,
  sameDocuments,
  type CommitRecord,
  type ItemRecord,
} from '../adapter/records.js';
import { tagsByVersion } from './tags.js';
import { expectedTime, requireCommit } from '../reading/version-references.js';

type RestoreArguments = ReturnType<typeof versionArguments.restore>;

/** Makes a new version that equals an old one. */
export async function restoreVersion(
  context: StorageContext,
  parsed: RestoreArguments,
): Promise<types.DatasetVersion> {
  const { primitives, clock } = context;
  const { datasetId } = parsed;
  const result = await untilAccepted(context, datasetId, (attempts) =>
    tryToRestore(context, parsed, attempts),
  );
  await clock.wait(result.version);
  return afterWrite(async () => {
    const commit = await requireCommit(primitives, datasetId, new Date(result.version));
    if (commit.version !== result.version) throw new Error('It cannot be read yet.');
    const tags = await tagsByVersion(primitives, datasetId);
    return toVersion(commit, tags.get(commit.version) ?? []);
  });
}

async function tryToRestore(
  { primitives, clock, schemas }: StorageContext,
  { datasetId, version, author, message, expectedVersion }: RestoreArguments,
  attempts: Attempts,
): Promise<CommitResult | CommitRefused> {
  const target = await requireCommit(primitives, datasetId, version);
  const current = await requireCommit(primitives, datasetId, undefined);
  attempts.saw(current.version);
  if (expectedVersion !== undefined) {
    const expected = await expectedTime(primitives, datasetId, expectedVersion);
    if (expected !== current.version) {
      throw versionConflict(datasetId, expectedVersion, current.version);
    }
  }
  const changes = await planRestoration(primitives, target, current);
  await schemas.refresh(datasetId);
  const { revision, validator } = schemas.get(datasetId);
  const failures = validator.acceptsAnything ? [] : validator.check(subjectsOf(changes));
  if (failures.length > 0) throw schemaValidationFailed(datasetId, failures);
  return primitives.commit({
    datasetId,
    now: () => clock.now(),
    expectedVersion: current.version,
    schemaRevision: revision,
    ...groupByAction(changes),
    purges: [],
    author: author ?? null,
    message: message ?? null,
  });
}

/** What has to change for the current items to equal those of the target. */
async function planRestoration(
  primitives: DatasetsPrimitives,
  target: CommitRecord,
  current: CommitRecord,
): Promise<PlannedChange[]> {
  const { datasetId } = target;
  const ids = await primitives.findChangedItemIds(datasetId, target.version, current.version);
  const before = await findById(primitives, datasetId, ids, current.version);
  const after = await findById(primitives, datasetId, ids, target.version);
  return ids.flatMap((id) => {
    const change = planItem(before.get(id), after.get(id));
    return change === null ? [] : [change];
  });
}

async function findById(
  primitives: DatasetsPrimitives,
  datasetId: string,
  ids: readonly string[],
  at: number,
): Promise<ReadonlyMap<string, ItemRecord>> {
  const items = await primitives.findItems(ids, at, datasetId);
  // A purged item has no content left to restore: it stays away.
  const whole = items.filter((item) => item.purgedAt === null);
  return new Map(whole.map((item) => [item.id, item]));
}

function planItem(
  before: ItemRecord | undefined,
  after: ItemRecord | undefined,
): PlannedChange | null {
  if (after === undefined)
    return before === undefined ? null : { action: 'deleted', id: before.id };
  const { id, externalId, createdAt } = after;
  const documents = documentsOf(after);
  if (before === undefined) {
    return { action: 'added', insert: { id, externalId, ...documents, createdAt } };
  }
  if (sameDocuments(before, after)) return null;
  return { action: 'updated', update: { id, ...documents } };
}
