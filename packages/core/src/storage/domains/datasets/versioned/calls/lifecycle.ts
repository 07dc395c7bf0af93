import { DatasetsError } from '../../../../../errors.js';
import { failedBeforeWrite, wrapDriverError } from '../../../../../failures.js';

/** What a {@link Lifecycle} opens and closes. */
export interface Resource {
  initialize(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a resource at its first use, once for concurrent users, and closes it when the last
 * operation under way has settled. Wraps the driver's errors, so that callers get a
 * `DatasetsError`.
 */
export class Lifecycle {
  readonly #resource: Resource;
  /** How many operations are under way. */
  #active = 0;
  /** Ends the wait of `close`; `undefined` until it waits. */
  #settled: (() => void) | undefined;
  #isInitialized = false;
  #initializing: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(resource: Resource) {
    this.#resource = resource;
  }

  /** Runs an operation on the open resource. Rejects with `CLOSED` once {@link close} was called. */
  async run<Result>(operation: () => Promise<Result>): Promise<Result> {
    this.assertOpen();
    this.#active += 1;
    try {
      if (!this.#isInitialized) await this.#initialize();
      return await operation();
    } catch (error) {
      throw wrapDriverError(error, 'unknown');
    } finally {
      this.#active -= 1;
      if (this.#active === 0) this.#settled?.();
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
    this.#initializing ??= this.#resource.initialize().then(
      () => {
        this.#isInitialized = true;
      },
      (error: unknown) => {
        this.#initializing = undefined;
        // The operation that needed the resource has not begun.
        throw failedBeforeWrite(error);
      },
    );
    return this.#initializing;
  }

  async #close(): Promise<void> {
    if (this.#active > 0) {
      await new Promise<void>((resolve) => {
        this.#settled = resolve;
      });
    }
    try {
      await this.#resource.close();
    } catch (error) {
      throw wrapDriverError(error, 'unknown');
    }
  }
}
