import { DatasetsError } from '../../../../../errors.js';
import { schemaValidationFailed } from '../../../../../schemas/validator.js';
import { isTurnDue, nextTurn } from '../../../../../turn.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { StorageContext } from '../context.js';
import { versionConflict } from '../errors.js';
import { expectedTime } from '../reading/version-references.js';
import type { KnownSchemas } from '../schema-registry.js';
import type { Attempts } from './attempts.js';
import { ChangeTargets } from './change-targets.js';
import { groupOf, type Mutation } from './mutations.js';
import type { PlannedChange } from './plan-change.js';
import { ChangePlanner, identitiesOf } from './planned-changes.js';
import { SchemaChecks } from './schema-checks.js';

/** After so many mutations that have to wait, a plan leaves all that follow for the next commit. */
const MOST_DEFERRED = 1_000;

/** A mutation, and what each of its changes does. */
export interface PlannedMutation {
  readonly mutation: Mutation;
  readonly planned: readonly PlannedChange[];
}

/** The planned mutations that fit in one commit, and those that have to wait for the next one. */
export interface CommitPlan {
  readonly accepted: readonly PlannedMutation[];
  readonly deferred: readonly Mutation[];
}

function isItemExists(error: unknown): boolean {
  return error instanceof DatasetsError && error.code === 'ITEM_EXISTS';
}

/** Plans commits to a dataset: what each mutation does, and which mutations fit in one commit. */
export class CommitPlanner {
  readonly #context: StorageContext;
  readonly #datasetId: string;
  readonly #attempts: Attempts;
  readonly #targets: ChangeTargets;
  readonly #changes: ChangePlanner;
  readonly #checks = new SchemaChecks();

  /** Use one planner for all tries of a commit: it remembers what it read and decided before. */
  constructor(context: StorageContext, datasetId: string, attempts: Attempts) {
    this.#context = context;
    this.#datasetId = datasetId;
    this.#attempts = attempts;
    this.#targets = new ChangeTargets(datasetId, attempts);
    this.#changes = new ChangePlanner({ datasetId, limits: context.limits });
  }

  /**
   * From now on, plans look up the items that the external ids of all additions name. Gives whether
   * this is a change.
   */
  lookForAll(): boolean {
    return this.#targets.lookForAll();
  }

  /**
   * Plans the first of the mutations, and those after it that change other items. Two changes of
   * one item never share a commit, and keep their order. Rejects mutations that cannot succeed.
   * Gives `null` when the data that they were judged by may have changed; then plan again.
   */
  async plan(
    pending: readonly Mutation[],
    primitives: DatasetsPrimitives,
    known: KnownSchemas,
  ): Promise<CommitPlan | null> {
    const targets = await this.#targets.read(pending, primitives);
    const accepted: PlannedMutation[] = [];
    const deferred: Mutation[] = [];
    const rejections: (() => Promise<void> | void)[] = [];
    const claimed = new Set<string>();
    const [first] = pending;
    const notes = first === undefined ? '' : groupOf(first);
    for (const [index, mutation] of pending.entries()) {
      if (isTurnDue(index)) await nextTurn();
      if (deferred.length >= MOST_DEFERRED) {
        for (const later of pending.slice(index)) deferred.push(later);
        break;
      }
      try {
        const identities = identitiesOf(mutation, targets.byExternalId);
        // A commit has one author and one message.
        const waits =
          groupOf(mutation) !== notes || [...identities].some((identity) => claimed.has(identity));
        for (const identity of identities) claimed.add(identity);
        if (waits) {
          deferred.push(mutation);
          continue;
        }
        const planned = await this.#changes.plan(mutation, targets);
        const failures = await this.#checks.check(known, planned);
        if (failures.length === 0) {
          accepted.push({ mutation, planned });
        } else {
          rejections.push(() => {
            mutation.reject(schemaValidationFailed(this.#datasetId, failures));
          });
          // The check may have taken long. Other work waits for the event loop.
          await nextTurn();
        }
      } catch (error) {
        // The error is about the first such item of the call, so every addition has to be looked
        // up.
        if (isItemExists(error) && this.#targets.lookForAll())
          return this.plan(pending, primitives, known);
        rejections.push(async () => {
          mutation.reject(
            isItemExists(error) ? await this.#conflictOf(mutation, error, primitives) : error,
          );
        });
      }
    }
    if (rejections.length > 0 && (await this.#isOutdated(primitives))) return null;
    for (const reject of rejections) await reject();
    return { accepted, deferred };
  }

  /** Makes the next plan look at all items anew. */
  forget(): void {
    this.#targets.forget();
  }

  /**
   * The error for a mutation that meets an item it may not meet. When the dataset has another
   * version than the mutation expects, the error says that instead.
   */
  async #conflictOf(
    { expectedVersion }: Mutation,
    error: unknown,
    primitives: DatasetsPrimitives,
  ): Promise<unknown> {
    if (expectedVersion === null) return error;
    try {
      const expected = await expectedTime(primitives, this.#datasetId, expectedVersion);
      const dataset = await primitives.findDataset(this.#datasetId);
      if (dataset === null || dataset.version === expected) return error;
      return versionConflict(this.#datasetId, expectedVersion, dataset.version);
    } catch (cause) {
      return cause;
    }
  }

  /** Reads again the data that mutations were judged by. Gives whether it may have changed. */
  async #isOutdated(primitives: DatasetsPrimitives): Promise<boolean> {
    return (
      (await this.#attempts.refreshOnce()) ||
      (await this.#context.schemas.refresh(primitives, this.#datasetId))
    );
  }
}
