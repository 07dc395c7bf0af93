import type { ApplyChangesOutput } from '../../../../types.js';
import { commitMutations } from '../commits/commit-mutations.js';
import { sizeOf, type Mutation, type MutationRequest } from '../commits/mutations.js';
import { identitiesOf } from '../commits/planned-changes.js';
import type { StorageContext } from '../context.js';
import { WriteQueue, type Waiting } from './write-queue.js';

/** Written out, as spreading a request takes several times as long. */
function mutationOf(
  request: MutationRequest,
  resolve: Mutation['resolve'],
  reject: Mutation['reject'],
): Mutation {
  return {
    datasetId: request.datasetId,
    changes: request.changes,
    path: request.path,
    expectedVersion: request.expectedVersion,
    author: request.author,
    message: request.message,
    groupable: request.groupable,
    resolve,
    reject,
  };
}

/** Queues the calls that change the same dataset. Calls on different datasets run side by side. */
export class WriteQueues {
  readonly #context: StorageContext;
  readonly #queues = new Map<string, WriteQueue>();

  constructor(context: StorageContext) {
    this.#context = context;
  }

  /** Applies changes in one commit. Groupable calls that wait at the same time share it. */
  mutate(request: MutationRequest): Promise<ApplyChangesOutput> {
    // A call that names an item twice is refused before it queues, since that needs no read.
    identitiesOf(request, new Map());
    return new Promise((resolve, reject) => {
      const mutation = mutationOf(request, resolve, reject);
      this.#push(request.datasetId, { type: 'mutation', mutation, size: sizeOf(request) });
    });
  }

  /** Runs work on a dataset while no other call changes it. */
  runAlone<Result>(datasetId: string, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const settle = () => Promise.resolve().then(work).then(resolve, reject);
      this.#push(datasetId, { type: 'work', work: settle });
    });
  }

  #push(datasetId: string, waiting: Waiting): void {
    let queue = this.#queues.get(datasetId);
    if (queue === undefined) {
      queue = new WriteQueue((mutations) => commitMutations(this.#context, datasetId, mutations));
      this.#queues.set(datasetId, queue);
    }
    queue.push(waiting);
    void this.#drain(datasetId, queue);
  }

  async #drain(datasetId: string, queue: WriteQueue): Promise<void> {
    // Calls made in the same turn of the event loop join the queue before its first commit.
    await Promise.resolve();
    await queue.drain();
    if (queue.isIdle && this.#queues.get(datasetId) === queue) this.#queues.delete(datasetId);
  }
}
