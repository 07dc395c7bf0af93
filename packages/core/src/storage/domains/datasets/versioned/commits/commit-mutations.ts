import { setImmediate as nextTurn } from 'node:timers/promises';
import { DatasetsError } from '../../../../../errors.js';
import { afterWrite } from '../../../../../failures.js';
import { schemaValidationFailed, type SchemaValidator } from '../../../../../schemas/validator.js';
import type { SchemaFailure } from '../../../../types.js';
import { Attempts } from './attempts.js';
import type { StorageContext } from '../context.js';
import { rejectCulprits } from './refused-mutations.js';
import type { Mutation } from './mutations.js';
import {
  describeResults,
  groupByAction,
  planChanges,
  subjectsOf,
  writtenId,
  type PlannedChange,
} from './planned-changes.js';
import type { CommitRequest, CommitResult } from '../adapter/commits.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { ItemRecord } from '../adapter/records.js';
import { isRefused, type CommitRefused } from '../adapter/refusals.js';
import { expectedTime } from '../reading/version-references.js';

interface PlannedMutation {
  readonly mutation: Mutation;
  readonly planned: readonly PlannedChange[];
}

/** The planned mutations that fit in one commit, and those that have to wait for the next one. */
interface CommitPlan {
  readonly accepted: readonly PlannedMutation[];
  readonly deferred: readonly Mutation[];
}

/**
 * Commits the mutations of one dataset together and settles each of them. A mutation that fails
 * is rejected by itself; the others are tried again without it.
 */
export async function commitMutations(
  context: StorageContext,
  datasetId: string,
  mutations: readonly Mutation[],
): Promise<void> {
  let pending = mutations;
  let attempts = new Attempts(context, datasetId);
  try {
    while (pending.length > 0) {
      const { left, isRetry } = await attempt(context, datasetId, attempts, pending);
      pending = left;
      if (isRetry) await attempts.again();
      else attempts = new Attempts(context, datasetId);
    }
  } catch (error) {
    for (const mutation of pending) mutation.reject(error);
  }
}

/** What an attempt to commit leaves to do. */
interface Remainder {
  readonly left: readonly Mutation[];
  /** Whether nothing was settled, so that the same is tried again. */
  readonly isRetry: boolean;
}

/** Tries once to commit what fits together. */
async function attempt(
  context: StorageContext,
  datasetId: string,
  attempts: Attempts,
  pending: readonly Mutation[],
): Promise<Remainder> {
  const { primitives, clock, schemas } = context;
  const { revision } = schemas.get(datasetId);
  const plan = await planMutations(context, datasetId, attempts, pending);
  if (plan === null) return { left: pending, isRetry: true };
  const { accepted, deferred } = plan;
  if (accepted.length === 0) return { left: deferred, isRetry: false };
  const mutations = accepted.map(({ mutation }) => mutation);
  const [first] = mutations;
  const expected = first?.expectedVersion ?? null;
  // A copy may know less commits, and tags that have moved since.
  if (expected !== null && !(expected instanceof Date)) await attempts.refreshOnce();
  const expectedVersion =
    expected === null ? null : await expectedTime(primitives, datasetId, expected);
  const request: CommitRequest = {
    datasetId,
    now: () => clock.now(),
    expectedVersion: expectedVersion ?? 'any',
    schemaRevision: revision,
    ...groupByAction(accepted.flatMap(({ planned }) => planned)),
    purges: [],
    author: first?.author ?? null,
    message: first?.message ?? null,
  };
  let answer: CommitResult | CommitRefused;
  try {
    answer = await (isEmpty(request) ? confirm(primitives, request) : primitives.commit(request));
  } catch (error) {
    await settleFailed(context, datasetId, mutations, error);
    return { left: deferred, isRetry: false };
  }
  if (!isRefused(answer)) {
    await settleCommitted(context, datasetId, accepted, answer);
    return { left: deferred, isRetry: false };
  }
  const commit = { datasetId, mutations, expectedVersion, refusal: answer };
  const survivors = await rejectCulprits(context, attempts, commit);
  return {
    left: [...survivors, ...deferred],
    isRetry: survivors.length === mutations.length,
  };
}

async function settleCommitted(
  { clock }: StorageContext,
  datasetId: string,
  accepted: readonly PlannedMutation[],
  result: CommitResult,
): Promise<void> {
  try {
    await afterWrite(async () => {
      await clock.wait(result.version);
      resolveAll(datasetId, accepted, result);
    });
  } catch (error) {
    for (const { mutation } of accepted) mutation.reject(error);
  }
}

/**
 * Settles mutations whose commit failed. Where it was refused for what one of them asks, such as a
 * row that is too large for the database, halves of them are tried until only that one is left.
 */
async function settleFailed(
  context: StorageContext,
  datasetId: string,
  mutations: readonly Mutation[],
  error: unknown,
): Promise<void> {
  const isRefused = error instanceof DatasetsError && error.code === 'INVALID_ARGUMENT';
  if (isRefused && mutations.length > 1) {
    const middle = Math.ceil(mutations.length / 2);
    await commitMutations(context, datasetId, mutations.slice(0, middle));
    await commitMutations(context, datasetId, mutations.slice(middle));
  } else {
    for (const mutation of mutations) mutation.reject(error);
  }
}

function resolveAll(
  datasetId: string,
  accepted: readonly PlannedMutation[],
  { version, number, updated }: CommitResult,
): void {
  const updatedById = new Map(updated.map((record) => [record.id, record]));
  for (const { mutation, planned } of accepted) {
    mutation.resolve({
      version: new Date(version),
      results: describeResults(datasetId, planned, { version, number }, updatedById),
    });
  }
}

/** Plans what fits together; `null` when what it was to be judged by turned out to be outdated. */
async function planMutations(
  context: StorageContext,
  datasetId: string,
  attempts: Attempts,
  pending: readonly Mutation[],
): Promise<CommitPlan | null> {
  const { schemas } = context;
  const { validator } = schemas.get(datasetId);
  const existing = await findUpsertTargets(context, datasetId, pending);
  const accepted: PlannedMutation[] = [];
  const deferred: Mutation[] = [];
  const rejections: (() => void)[] = [];
  const claimed = new Set<string>();
  for (const mutation of pending) {
    try {
      const planned = planChanges(mutation, existing);
      const failures = await checkSchemas(validator, planned);
      const written = planned.map(writtenId).filter((id) => id !== null);
      if (failures.length > 0) {
        rejections.push(() => {
          mutation.reject(schemaValidationFailed(datasetId, failures));
        });
      } else if (written.some((id) => claimed.has(id))) {
        deferred.push(mutation);
      } else {
        accepted.push({ mutation, planned });
      }
      for (const id of written) claimed.add(id);
    } catch (error) {
      rejections.push(() => {
        mutation.reject(error);
      });
    }
  }
  if (rejections.length > 0) {
    if (await attempts.refreshOnce()) return null;
    if (await schemas.refresh(datasetId)) return null;
  }
  for (const reject of rejections) reject();
  return { accepted, deferred };
}

/** Lists what breaks the schemas, and lets others run after a check that took long. */
async function checkSchemas(
  validator: SchemaValidator,
  planned: readonly PlannedChange[],
): Promise<SchemaFailure[]> {
  if (validator.acceptsAnything) return [];
  const failures = validator.check(subjectsOf(planned));
  if (failures.length > 0) await nextTurn();
  return failures;
}

/** The current items that additions with `skip` or `update` meet, by external id. */
async function findUpsertTargets(
  { primitives }: StorageContext,
  datasetId: string,
  mutations: readonly Mutation[],
): Promise<ReadonlyMap<string, ItemRecord>> {
  const externalIds = mutations.flatMap(({ changes }) =>
    changes.flatMap((change) =>
      change.type === 'add' && change.onConflict !== 'error' && change.item.externalId !== null
        ? change.item.externalId
        : [],
    ),
  );
  if (externalIds.length === 0) return new Map();
  const items = await primitives.findItemsByExternalId(datasetId, externalIds, null);
  return new Map(items.map((item) => [item.externalId ?? '', item]));
}

function isEmpty({ inserts, updates, deletes }: CommitRequest): boolean {
  return inserts.length + updates.length + deletes.length === 0;
}

/** What stands in for a commit when there is nothing to change. */
async function confirm(
  primitives: DatasetsPrimitives,
  { datasetId, expectedVersion, schemaRevision, kept }: CommitRequest,
): Promise<CommitResult | CommitRefused> {
  const conditions = { datasetId, expectedVersion, schemaRevision, kept };
  const answer = await primitives.confirm(conditions);
  return isRefused(answer) ? answer : { ...answer, updated: [] };
}
