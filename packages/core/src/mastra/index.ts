import { DatasetsError } from '../errors.js';
import type { MastraCompositeStore } from '../storage/base.js';

/** What {@link Mastra} takes. */
export interface MastraConfig<Store extends MastraCompositeStore = MastraCompositeStore> {
  readonly storage: Store;
}

/** The framework's entry point, as far as datasets need it. */
export class Mastra<Store extends MastraCompositeStore = MastraCompositeStore> {
  readonly #storage: Store;

  /** Throws `INVALID_ARGUMENT` when `storage` is not a store. */
  constructor({ storage }: MastraConfig<Store>) {
    if (typeof storage !== 'object' || !('stores' in storage)) {
      throw new DatasetsError('INVALID_ARGUMENT', 'Mastra needs a storage.', {
        details: { path: 'storage', reason: 'not a MastraCompositeStore' },
      });
    }
    this.#storage = storage;
  }

  /** The store given at construction. */
  getStorage(): Store {
    return this.#storage;
  }
}
