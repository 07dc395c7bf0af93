import { argumentsWithin, type DatasetsArguments } from '../../../../../arguments/index.js';
import type { OptionNames } from '../../../../../arguments/options.js';
import { checkedClock, systemClock, type Clock } from '../../../../../clock.js';
import { completeLimits, LIMITS, type DatasetsLimits } from '../../../../../limits.js';
import type { ApplyChangesOutput, DatasetItem, VersionReference } from '../../../../types.js';
import type { StorageContext } from '../context.js';
import { Lifecycle } from './lifecycle.js';
import type { Change, MutationRequest } from '../commits/mutations.js';
import type { DatasetsPrimitives, DatasetsReads } from '../adapter/primitives.js';
import type { RunFetch } from '../reading/scan-items.js';
import { SchemaRegistry } from '../schema-registry.js';
import { WriteQueues } from './write-queues.js';

/** How long others are waited for, in milliseconds, where nobody says otherwise. */
const DEFAULT_BUSY_TIMEOUT_MS = 10_000;

/** What every versioned storage takes. */
export interface VersionedDatasetsStorageOptions {
  /** The source of time; default the system's clock. */
  readonly clock?: Clock | undefined;
  /**
   * How long a change is tried again while other writers of the same dataset are faster, in
   * milliseconds, before `STORAGE_BUSY`; default 10,000. With 0, it is tried twice.
   */
  readonly busyTimeoutMs?: number | undefined;
  /** Bounds of what it takes, where they differ from `LIMITS`. */
  readonly limits?: Partial<DatasetsLimits> | undefined;
}

/** The names of {@link VersionedDatasetsStorageOptions}, for adapters that check theirs. */
export const VERSIONED_STORAGE_OPTIONS: OptionNames<VersionedDatasetsStorageOptions> =
  Object.freeze({ clock: true, limits: true, busyTimeoutMs: true });

/** What changes of items say besides the changes. */
interface MutationScope {
  readonly datasetId: string;
  readonly expectedVersion?: VersionReference | undefined;
  readonly author?: string | undefined;
  readonly message?: string | undefined;
}

/**
 * Takes the calls of a storage: checks their arguments, opens the database for the first of them,
 * and lets those that change one dataset queue.
 */
export class StorageCalls {
  readonly limits: DatasetsLimits;
  readonly arguments: DatasetsArguments;
  readonly context: StorageContext;
  readonly #lifecycle: Lifecycle;
  readonly #queues: WriteQueues;
  readonly #reads: DatasetsReads;

  constructor(
    primitives: DatasetsPrimitives,
    { clock, limits, busyTimeoutMs }: VersionedDatasetsStorageOptions,
    reads: DatasetsReads,
  ) {
    this.limits = limits === undefined ? LIMITS : completeLimits(limits);
    this.arguments = argumentsWithin(this.limits);
    this.context = {
      primitives,
      clock: checkedClock(clock ?? systemClock),
      busyTimeoutMs: busyTimeoutMs ?? DEFAULT_BUSY_TIMEOUT_MS,
      schemas: new SchemaRegistry(primitives),
    };
    this.#lifecycle = new Lifecycle(primitives);
    this.#queues = new WriteQueues(this.context);
    this.#reads = reads;
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
   * Runs a method that only reads, with what serves those: the primitives of a replica, where there
   * is one. What a change is decided by must be read from `context.primitives` instead.
   */
  read<Result>(work: (reads: DatasetsReads) => Promise<Result>): Promise<Result> {
    return this.run(() => work(this.#reads));
  }

  /** As {@link read}, for methods that read in several steps, and count as under way in each. */
  readInSteps<Result>(work: (reads: DatasetsReads, run: RunFetch) => Result): Result {
    return work(this.#reads, (fetch) => this.run(fetch));
  }

  /** Runs work on a dataset while no other call changes it. */
  change<Result>(datasetId: string, work: () => Promise<Result>): Promise<Result> {
    return this.run(() => this.#queues.runAlone(datasetId, work));
  }

  /** Applies one change, in a commit that it may share. */
  mutateOne(scope: MutationScope, change: Change): Promise<ApplyChangesOutput> {
    return this.#mutate(scope, [change], 'changes', scope.expectedVersion === undefined);
  }

  /** Applies changes in a commit of their own; `path` is what the caller calls the list of them. */
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
    return this.run(() =>
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

/** The items that a commit gave. */
export function itemsOf({ results }: ApplyChangesOutput): DatasetItem[] {
  return results.flatMap(({ item }) => item ?? []);
}

/** The one item that a commit gave. */
export function itemOf(output: ApplyChangesOutput): DatasetItem {
  const [item] = itemsOf(output);
  if (item === undefined) throw new Error('The commit gave no item.');
  return item;
}
