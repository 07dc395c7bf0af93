import { DatasetsError } from '../../../../errors.js';

/** What a {@link Lifecycle} opens and closes. */
export interface Resource {
  initialize(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a resource at its first use, once for concurrent users, and closes it when the last
 * operation under way has settled. Wraps the driver's errors, so that none escapes raw.
 */
export class Lifecycle {
  readonly #resource: Resource;
  readonly #active = new Set<Promise<unknown>>();
  #initialized: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** Runs an operation on the open resource. Rejects with `CLOSED` once {@link close} was called. */
  async run<Result>(operation: () => Promise<Result>): Promise<Result> {
    this.assertOpen();
    const running = this.#initialize().then(operation);
    this.#active.add(running);
    try {
      return await running;
    } catch (error) {
      throw wrapDriverError(error);
    } finally {
      this.#active.delete(running);
    }
  }

  /** Throws `CLOSED` once {@link close} was called. */
  assertOpen(): void {
    if (this.#closed !== undefined) throw new DatasetsError('CLOSED', 'The storage is closed.');
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #initialize(): Promise<void> {
    this.#initialized ??= this.#resource.initialize().catch((error: unknown) => {
      this.#initialized = undefined;
      throw error;
    });
    return this.#initialized;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#active);
    try {
      await this.#resource.close();
    } catch (error) {
      throw wrapDriverError(error);
    }
  }
}

function wrapDriverError(error: unknown): DatasetsError {
  if (error instanceof DatasetsError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new DatasetsError('STORAGE_FAILED', `The storage failed: ${reason}`, { cause: error });
}
