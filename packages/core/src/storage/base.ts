import { checkOptionNames, type OptionNames } from '../arguments/options.js';
import { DatasetsError } from '../errors.js';
import type { StorageDomain } from './domains/base.js';
import type { DatasetsStorage } from './domains/datasets/base.js';

/** The domains a store may have. */
export interface StorageDomains {
  datasets: DatasetsStorage;
}

/** How a store is composed. */
export interface MastraCompositeStoreConfig<Domains extends StorageDomains = StorageDomains> {
  /** Names the store in errors; default `composite`. */
  readonly id?: string;
  /** Gives every domain that `domains` does not name. */
  readonly default?: MastraCompositeStore<Domains>;
  /** Domains by name; they win over those of `default`. */
  readonly domains?: Partial<Domains>;
}

const OPTION_NAMES: OptionNames<MastraCompositeStoreConfig> = {
  id: true,
  default: true,
  domains: true,
};

const DOMAIN_NAMES: OptionNames<StorageDomains> = { datasets: true };

/**
 * A store made of domains, each of which may live in another database. `Domains` tells the classes
 * of the domains, where they are known.
 */
export class MastraCompositeStore<Domains extends StorageDomains = StorageDomains> {
  readonly id: string;
  /** The domains this store has; absent ones are missing. */
  readonly stores: { readonly [Name in keyof StorageDomains]?: Domains[Name] };
  #initialized: Promise<void> | undefined;

  /** Throws `INVALID_ARGUMENT` for options and domains that it does not know. */
  constructor(config: MastraCompositeStoreConfig<Domains>) {
    const { id = 'composite', default: fallback } = config;
    const domains: Partial<Domains> = config.domains ?? {};
    checkOptionNames(config, OPTION_NAMES);
    checkOptionNames(domains, DOMAIN_NAMES, 'domains.');
    this.id = id;
    const datasets = domains.datasets ?? fallback?.stores.datasets;
    this.stores = Object.freeze(datasets === undefined ? {} : { datasets });
  }

  /** The datasets domain. Throws `NOT_SUPPORTED` when the store has none. */
  get datasets(): Domains['datasets'] {
    return this.#require('datasets');
  }

  /** Gives a domain by name. Rejects with `NOT_SUPPORTED` when the store has none of it. */
  getStore<Name extends keyof StorageDomains>(name: Name): Promise<Domains[Name]> {
    return Promise.resolve().then(() => this.#require(name));
  }

  /**
   * Makes every domain ready. Nobody has to call it: the first use of our adapters does it.
   * Concurrent callers share one run; a run that failed is tried again by the next call.
   */
  init(): Promise<void> {
    this.#initialized ??= this.#forEachDomain((domain) => domain.init()).catch((error: unknown) => {
      this.#initialized = undefined;
      throw error;
    });
    return this.#initialized;
  }

  /** Closes every domain; idempotent. */
  close(): Promise<void> {
    return this.#forEachDomain((domain) => domain.close());
  }

  #require<Name extends keyof StorageDomains>(name: Name): Domains[Name] {
    const domain: Domains[Name] | undefined = this.stores[name];
    if (domain !== undefined) return domain;
    throw new DatasetsError('NOT_SUPPORTED', `The store ${this.id} has no domain ${name}.`, {
      details: { store: this.id, domain: name },
    });
  }

  async #forEachDomain(action: (domain: StorageDomain) => Promise<void>): Promise<void> {
    await Promise.all(Object.values(this.stores).map(action));
  }
}
