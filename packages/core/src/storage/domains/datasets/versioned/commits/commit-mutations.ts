import { DatasetsError } from '../../../../../errors.js';
import { afterWrite } from '../../../../../failures.js';
import { isTurnDue, nextTurn } from '../../../../../turn.js';
import type { CommitRequest, CommitResult } from '../adapter/commits.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import { isRefused, type CommitRefused } from '../adapter/refusals.js';
import type { StorageContext } from '../context.js';
import { expectedTime } from '../reading/version-references.js';
import { Attempts } from './attempts.js';
import type { Mutation } from './mutations.js';
import { CommitPlanner, type PlannedMutation } from './plan-commit.js';
import { describeResults, groupByAction } from './planned-changes.js';
import { rejectCulprits } from './refused-mutations.js';

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
  try {
    while (pending.length > 0) pending = await commitSome(context, datasetId, pending);
  } catch (error) {
    for (const mutation of pending) mutation.reject(error);
  }
}

/** Settles at least one of the mutations, and gives the others. */
async function commitSome(
  context: StorageContext,
  datasetId: string,
  pending: readonly Mutation[],
): Promise<readonly Mutation[]> {
  const attempts = new Attempts(context, datasetId);
  const planner = new CommitPlanner(context, datasetId, attempts);
  for (;;) {
    const outcome = await attempts.run((primitives) =>
      attempt({ ...context, primitives }, { datasetId, attempts, planner }, pending),
    );
    if (outcome.settledAny) return outcome.left;
    if (outcome.knowsMore !== true) await attempts.again();
  }
}

/** What an attempt to commit works with. */
interface AttemptTools {
  readonly datasetId: string;
  readonly attempts: Attempts;
  readonly planner: CommitPlanner;
}

/** The result of an attempt to commit. */
interface AttemptOutcome {
  /** Whether a mutation was settled. When none was, all have to be tried again. */
  readonly settledAny: boolean;
  /** Set when the next attempt will do better, whatever others do. */
  readonly knowsMore?: true;
  /** The mutations that are not settled yet. */
  readonly left: readonly Mutation[];
}

/** Tries once to commit the mutations that fit in one commit. */
async function attempt(
  context: StorageContext,
  { datasetId, attempts, planner }: AttemptTools,
  pending: readonly Mutation[],
): Promise<AttemptOutcome> {
  const { primitives, clock, schemas } = context;
  // Others may learn of other schemas while this takes turns.
  const known = schemas.get(datasetId);
  const plan = await planner.plan(pending, primitives, known);
  if (plan === null) return { settledAny: false, left: pending };
  const { accepted, deferred } = plan;
  if (accepted.length === 0) return { settledAny: true, left: deferred };
  const mutations = accepted.map(({ mutation }) => mutation);
  const [first] = mutations;
  const expected = first?.expectedVersion ?? null;
  // A copy that is behind may lack the commit, or its tag may name another one.
  if (expected !== null && !(expected instanceof Date)) await attempts.refreshOnce();
  const expectedVersion =
    expected === null ? null : await expectedTime(primitives, datasetId, expected);
  const request: CommitRequest = {
    datasetId,
    now: () => clock.now(),
    expectedVersion: expectedVersion ?? 'any',
    schemaRevision: known.revision,
    ...groupByAction(accepted.flatMap(({ planned }) => planned)),
    checksIdentities: true,
    purges: [],
    author: first?.author ?? null,
    message: first?.message ?? null,
    returnsUpdated: true,
    isContended: attempts.isContended,
  };
  let answer: CommitResult | CommitRefused;
  try {
    answer = await (isEmpty(request) ? confirm(primitives, request) : primitives.commit(request));
  } catch (error) {
    await settleFailed(context, datasetId, mutations, error);
    return { settledAny: true, left: deferred };
  }
  if (!isRefused(answer)) {
    await settleCommitted(context, datasetId, accepted, answer);
    return { settledAny: true, left: deferred };
  }
  if (answer.refused === 'purged') planner.forget();
  const isAboutNames = answer.refused === 'identities' || answer.refused === 'externalIds';
  if (isAboutNames && planner.lookForAll()) {
    // Additions rarely meet an item that they do not expect, so they look only after a refusal.
    await attempts.refresh();
    return { settledAny: false, knowsMore: true, left: pending };
  }
  const commit = { datasetId, mutations, expectedVersion, refusal: answer };
  const survivors = await rejectCulprits(context, attempts, commit);
  const settledAny = survivors.length < mutations.length;
  return { settledAny, left: [...survivors, ...deferred] };
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
      await resolveAll(datasetId, accepted, result);
    });
  } catch (error) {
    for (const { mutation } of accepted) mutation.reject(error);
  }
}

/**
 * Settles mutations whose commit failed. When one of them asks for what the database does not take,
 * such as a row that is too large, this tries each half alone, until only that mutation fails.
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

async function resolveAll(
  datasetId: string,
  accepted: readonly PlannedMutation[],
  { version, number, updated }: CommitResult,
): Promise<void> {
  const updatedById = new Map(updated.map((record) => [record.id, record]));
  for (const [index, { mutation, planned }] of accepted.entries()) {
    if (isTurnDue(index)) await nextTurn();
    mutation.resolve({
      version: new Date(version),
      results: await describeResults(datasetId, planned, { version, number }, updatedById),
    });
  }
}

function isEmpty({ inserts, updates, deletes }: CommitRequest): boolean {
  return inserts.length + updates.length + deletes.length === 0;
}

/** Checks the conditions of a commit that changes nothing, in place of that commit. */
async function confirm(
  primitives: DatasetsPrimitives,
  { datasetId, expectedVersion, schemaRevision, kept }: CommitRequest,
): Promise<CommitResult | CommitRefused> {
  const conditions = { datasetId, expectedVersion, schemaRevision, kept };
  const answer = await primitives.confirm(conditions);
  return isRefused(answer) ? answer : { ...answer, updated: [] };
}
