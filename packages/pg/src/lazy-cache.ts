import { LRUCache } from 'lru-cache';

/**
 * Remembers so many values, those that were asked for last. The room for them is made with the
 * first one: for 100,000 that takes 10 ms, which a storage that never remembers any need not wait.
 */
export class LazyCache<Value extends object | string> {
  readonly #capacity: number;
  #values: LRUCache<string, Value> | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): Value | undefined {
    return this.#values?.get(key);
  }

  has(key: string): boolean {
    return this.#values?.has(key) ?? false;
  }

  set(key: string, value: Value): void {
    this.#values ??= new LRUCache({ max: this.#capacity });
    this.#values.set(key, value);
  }
}
