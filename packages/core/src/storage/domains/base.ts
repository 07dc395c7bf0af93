/** What a domain tells about itself. */
export interface StorageDomainOptions {
  /** The part of the framework it belongs to, such as `STORAGE`. */
  readonly component: string;
  /** Its own name, such as `DATASETS`. */
  readonly name: string;
}

/** One area of storage, such as datasets; a store is composed of domains. */
export abstract class StorageDomain {
  readonly component: string;
  readonly name: string;

  constructor({ component, name }: StorageDomainOptions) {
    this.component = component;
    this.name = name;
  }

  /** Makes the storage ready for use. Does nothing unless overridden; idempotent. */
  init(): Promise<void> {
    return Promise.resolve();
  }

  /** Releases what the storage holds. Does nothing unless overridden; idempotent. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Deletes everything in the domain. Does nothing unless overridden. */
  abstract dangerouslyClearAll(): Promise<void>;
}
