import { checkOptionNames } from '../arguments/options.js';
import { DatasetsError } from '../errors.js';
import type { MastraCompositeStore } from '../storage/base.js';

/** What {@link Mastra} takes. */
export interface MastraConfig<Store extends MastraCompositeStore = MastraCompositeStore> {
  readonly storage: Store;
}

/** JavaScript callers may pass anything. */
function hasStore(config: unknown): boolean {
  if (typeof config !== 'object' || config === null || !('storage' in config)) return false;
  const { storage } = config;
  return typeof storage === 'object' && storage !== null && 'stores' in storage;
}

/** The framework's entry point, as far as datasets need it. */
export class Mastra<Store extends MastraCompositeStore = MastraCompositeStore> {
  readonly #storage: Store;

  /** Throws `INVALID_ARGUMENT` when `storage` is not a store, and for anything else that is given. */
  constructor(config: MastraConfig<Store>) {
    if (!hasStore(config)) {
      throw new DatasetsError('INVALID_ARGUMENT', 'Mastra needs a storage.', {
        details: { path: 'storage', reason: 'not a MastraCompositeStore' },
      });
    }
    checkOptionNames(config, { storage: true });
    this.#storage = config.storage;
  }

  /** The store given at construction. */
  getStorage(): Store {
    return this.#storage;
  }
}
