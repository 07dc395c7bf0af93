import type { ApplyChangesOutput } from '../../../../types.js';
import { CommitQueue, type Waiting } from './commit-queue.js';
import { commitMutations } from '../commits/commit-mutations.js';
import type { StorageContext } from '../context.js';
import {
  groupOf,
  keysOf,
  sizeOf,
  type Mutation,
  type MutationRequest,
} from '../commits/mutations.js';

/** Work that changes a dataset and commits by itself; never rejects. */
type Task = () => Promise<void>;

type QueuedCall =
  | { readonly type: 'mutation'; readonly mutation: Mutation }
  | { readonly type: 'task'; readonly task: Task };

/** Lets the calls that change one dataset queue, and those on different datasets run together. */
export class DatasetWriter {
  readonly #context: StorageContext;
  readonly #queues = new Map<string, CommitQueue<QueuedCall>>();

  constructor(context: StorageContext) {
    this.#context = context;
  }

  /** Applies changes in one commit, which groupable calls in flight together share. */
  mutate(request: MutationRequest): Promise<ApplyChangesOutput> {
    const keys = keysOf(request);
    return new Promise((resolve, reject) => {
      const mutation: Mutation = { ...request, resolve, reject };
      this.#push(request.datasetId, {
        call: { type: 'mutation', mutation },
        keys: request.groupable ? keys : null,
        group: groupOf(request),
        size: sizeOf(request),
      });
    });
  }

  /** Runs work on a dataset while no other call changes it. */
  runAlone<Result>(datasetId: string, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const task = () => Promise.resolve().then(work).then(resolve, reject);
      this.#push(datasetId, {
        call: { type: 'task', task },
        keys: null,
        group: '',
        size: 0,
      });
    });
  }

  #push(datasetId: string, waiting: Waiting<QueuedCall>): void {
    let queue = this.#queues.get(datasetId);
    if (queue === undefined) {
      queue = new CommitQueue((calls) => this.#commit(datasetId, calls));
      this.#queues.set(datasetId, queue);
    }
    queue.push(waiting);
    void this.#drain(datasetId, queue);
  }

  async #drain(datasetId: string, queue: CommitQueue<QueuedCall>): Promise<void> {
    // Calls made in the same turn of the event loop join the queue before its first commit.
    await Promise.resolve();
    await queue.drain();
    if (queue.idle && this.#queues.get(datasetId) === queue) this.#queues.delete(datasetId);
  }

  async #commit(datasetId: string, calls: readonly QueuedCall[]): Promise<void> {
    const mutations: Mutation[] = [];
    for (const call of calls) {
      if (call.type === 'task') await call.task();
      else mutations.push(call.mutation);
    }
    await commitMutations(this.#context, datasetId, mutations);
  }
}
