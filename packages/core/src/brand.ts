type Class = abstract new (...args: never) => object;

const isOwnInstance = Function.prototype[Symbol.hasInstance];

/**
 * A mark on the instances of a class by which every copy of this package knows them: a process may
 * load the package as ESM and as CJS, or in two versions, and each copy has a class of its own.
 */
export class Brand {
  readonly #symbol: symbol;

  /** The name is the same in every copy, for ever. */
  constructor(name: string) {
    this.#symbol = Symbol.for(name);
  }

  mark(branded: Class): void {
    Object.defineProperty(branded.prototype, this.#symbol, { value: true });
  }

  /** What `instanceof` gives: only the branded class itself recognises instances of other copies. */
  recognises(value: unknown, asked: unknown, branded: Class): boolean {
    if (typeof value !== 'object' || value === null) return false;
    try {
      if (asked !== branded) return isOwnInstance.call(asked as Class, value);
      return Reflect.get(value, this.#symbol) === true;
    } catch {
      // A proxy may throw when it is asked. A value that cannot be asked is no instance.
      return false;
    }
  }
}
