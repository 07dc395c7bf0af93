import { argumentsWithin, type DatasetsArguments } from '../../../../../arguments/index.js';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { OptionNames } from '../../../../../arguments/options.js';
import { checkedClock, systemClock, type Clock } from '../../../../../clock.js';
import { completeLimits, LIMITS, type DatasetsLimits } from '../../../../../limits.js';
import { Turn } from '../../../../../turn.js';
import type {
  AdditionRules,
  ApplyChangesOutput,
  DatasetItem,
  VersionReference,
} from '../../../../types.js';
import type { StorageContext } from '../context.js';
import { primitivesInTurns, readsInTurns } from './in-turns.js';
import { Lifecycle } from './lifecycle.js';
import type { AddChange, Change, MutationRequest } from '../commits/mutations.js';
import type { DatasetsPrimitives, DatasetsReads } from '../adapter/primitives.js';
import { KnownLists } from '../reading/known-lists.js';
import type { RunFetch } from '../reading/scan-items.js';
import { SchemaRegistry } from '../schema-registry.js';
import { WriteQueues } from './write-queues.js';

/** The default of `busyTimeoutMs`, in milliseconds. */
const DEFAULT_BUSY_TIMEOUT_MS = 10_000;

/** The default of `abandonedImportMs`, in milliseconds. */
const DEFAULT_ABANDONED_IMPORT_MS = 10 * 60 * 1_000;

/** The least `abandonedImportMs`: to store one chunk of an import may take as long. */
const LEAST_ABANDONED_IMPORT_MS = 1_000;

/** What every versioned storage takes. */
export interface VersionedDatasetsStorageOptions {
  /** The source of time; default the system's clock. */
  readonly clock?: Clock | undefined;
  /**
   * How long the storage tries a change again while other writers of the same dataset are faster,
   * in milliseconds; default 10,000. Then the change rejects with `STORAGE_BUSY`. With 0, the
   * storage tries twice.
   */
  readonly busyTimeoutMs?: number | undefined;
  /**
   * How long after it last stored something an import counts as abandoned, in milliseconds; default
   * 600,000 (ten minutes), at least 1,000. The next import into the dataset then removes what it
   * has stored. An import that waits longer for a single item than this may be `STORAGE_BUSY` in
   * the end.
   */
  readonly abandonedImportMs?: number | undefined;
  /** The limits that differ from `LIMITS`. */
  readonly limits?: Partial<DatasetsLimits> | undefined;
}

/** The names of {@link VersionedDatasetsStorageOptions}, for adapters that check their options. */
export const VERSIONED_STORAGE_OPTIONS: OptionNames<VersionedDatasetsStorageOptions> =
  Object.freeze({ clock: true, limits: true, busyTimeoutMs: true, abandonedImportMs: true });

/**
 * What a call says about its changes: their dataset, its expected version, who makes them, and why.
 */
interface MutationScope {
  readonly datasetId: string;
  readonly expectedVersion?: VersionReference | undefined;
  readonly author?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * Runs the calls of a storage. Checks their arguments, opens the database for the first call, and
 * queues the calls that change the same dataset.
 */
export class StorageCalls {
  readonly limits: DatasetsLimits;
  readonly arguments: DatasetsArguments;
  readonly context: StorageContext;
  /** Lists of items that calls have found. */
  readonly lists = new KnownLists();
  readonly #lifecycle: Lifecycle;
  readonly #queues: WriteQueues;
  readonly #reads: DatasetsReads;
  readonly #run: RunFetch;

  constructor(
    primitives: DatasetsPrimitives,
    { clock, limits, busyTimeoutMs, abandonedImportMs }: VersionedDatasetsStorageOptions,
    reads: DatasetsReads,
    run: RunFetch,
  ) {
    const turn = new Turn();
    const inTurns = primitivesInTurns(primitives, turn);
    this.limits = limits === undefined ? LIMITS : completeLimits(limits);
    this.arguments = argumentsWithin(this.limits);
    this.context = {
      primitives: inTurns,
      clock: checkedClock(clock ?? systemClock),
      busyTimeoutMs: checkedBusyTimeoutMs(busyTimeoutMs),
      abandonedImportMs: checkedAbandonedImportMs(abandonedImportMs),
      schemas: new SchemaRegistry(),
      limits: this.limits,
    };
    this.#lifecycle = new Lifecycle(primitives);
    this.#queues = new WriteQueues(this.context);
    this.#reads = reads === primitives ? inTurns : readsInTurns(reads, turn);
    this.#run = run;
  }

  /** Checks an argument at once, so that the caller may change it after the call. */
  parse<Parsed>(parse: (argument: unknown) => Parsed, argument: unknown): Parsed {
    this.#lifecycle.assertOpen();
    return parse(argument);
  }

  /** Runs an operation on the open storage. Rejects with `CLOSED`; wraps the driver's errors. */
  run<Result>(operation: () => Promise<Result>): Promise<Result> {
    return this.#lifecycle.run(operation);
  }

  /**
   * Runs a method that only reads. It reads from the replica, where there is one. A read that
   * decides about a change must use `context.primitives` instead, since a replica may be behind.
   */
  read<Result>(work: (reads: DatasetsReads) => Promise<Result>): Promise<Result> {
    return this.#run(() => work(this.#reads));
  }

  /**
   * As {@link read}, for methods that read in several steps. Only a step counts as under way, so
   * that a reader that pauses between two steps does not hold up {@link close}.
   */
  readInSteps<Result>(work: (reads: DatasetsReads, run: RunFetch) => Result): Result {
    return work(this.#reads, this.#run);
  }

  /** Runs work on a dataset while no other call changes it. */
  change<Result>(datasetId: string, work: () => Promise<Result>): Promise<Result> {
    return this.#run(() => this.#queues.runAlone(datasetId, work));
  }

  /** Applies one change. Its commit may hold the changes of other calls, too. */
  mutateOne(scope: MutationScope, change: Change): Promise<ApplyChangesOutput> {
    return this.#mutate(scope, [change], 'changes', scope.expectedVersion === undefined);
  }

  /**
   * Applies changes in a commit of their own; `path` names the caller's list of changes in errors.
   */
  mutateMany(
    scope: MutationScope,
    changes: readonly Change[],
    path: MutationRequest['path'],
  ): Promise<ApplyChangesOutput> {
    return this.#mutate(scope, changes, path, false);
  }

  /** Closes the storage once no operation is under way any more. */
  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  #mutate(
    { datasetId, expectedVersion, author, message }: MutationScope,
    changes: readonly Change[],
    path: MutationRequest['path'],
    groupable: boolean,
  ): Promise<ApplyChangesOutput> {
    return this.#run(() =>
      this.#queues.mutate({
        datasetId,
        changes,
        path,
        expectedVersion: expectedVersion ?? null,
        author: author ?? null,
        message: message ?? null,
        groupable,
      }),
    );
  }
}

function checkedBusyTimeoutMs(milliseconds = DEFAULT_BUSY_TIMEOUT_MS): number {
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  throw invalidArgument('busyTimeoutMs', 'not a number of milliseconds of at least 0');
}

function checkedAbandonedImportMs(milliseconds = DEFAULT_ABANDONED_IMPORT_MS): number {
  if (Number.isFinite(milliseconds) && milliseconds >= LEAST_ABANDONED_IMPORT_MS) {
    return milliseconds;
  }
  const reason = `not a number of milliseconds of at least ${LEAST_ABANDONED_IMPORT_MS}`;
  throw invalidArgument('abandonedImportMs', reason);
}

/** An addition with its rules; a rule that is not given has its default. */
export function addition(
  item: AddChange['item'],
  { onConflict = 'error', onDeleted = 'revive' }: AdditionRules,
): AddChange {
  return { type: 'add', item, onConflict, onDeleted };
}

/** The items in the results of a commit. */
export function itemsOf({ results }: ApplyChangesOutput): DatasetItem[] {
  const items: DatasetItem[] = [];
  for (const { item } of results) if (item !== null) items.push(item);
  return items;
}

/** The only item in the results of a commit. */
export function itemOf({ results }: ApplyChangesOutput): DatasetItem {
  const item = results.length === 1 ? results[0]?.item : undefined;
  if (item === undefined || item === null) throw new Error('The commit returned no item.');
  return item;
}
