import { types } from 'node:util';
import { invalidArgument } from '../arguments/invalid.js';
import type { DatasetsLimits } from '../limits.js';
import { setOwnProperty } from './copy.js';
import { isPlain, lostDespiteToJson, lostKind, namedMember, symbolKey } from './lost-values.js';
import { memberPath } from './member-path.js';

/** A member that `JSON.stringify` leaves out of an object. */
const OMITTED = Symbol('omitted');

/** The most bytes of UTF-8 that a UTF-16 code unit of text takes in JSON: an escape. */
const LARGEST_CHARACTER = 6;

/** The most bytes that a number, `true`, `false` or `null` takes, with the comma after it. */
const LARGEST_LITERAL = 26;

/** Quotes, brackets, a colon and a comma around a value. */
const PUNCTUATION = 4;

/** The limits that matter for JSON. */
type JsonLimits = Pick<DatasetsLimits, 'jsonDepth' | 'arrayLength'>;

/** Copies one value, and knows where in it the copy has come to. */
class Walk {
  readonly #limits: JsonLimits;
  readonly #ancestors: object[] = [];
  readonly #path: (string | number)[];
  sizeBound = 0;

  constructor(limits: JsonLimits, path: string) {
    this.#limits = limits;
    this.#path = [path];
  }

  normalize(value: unknown, key: string): unknown {
    if (!isObject(value)) return this.#normalizePrimitive(value);
    const isOrdinary = isPlain(value);
    if (!isOrdinary) this.#refuseKind(lostDespiteToJson(value));
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON !== 'function') return this.#normalizeObject(value, isOrdinary);
    const result: unknown = toJSON.call(value, key);
    if (!isObject(result)) return this.#normalizePrimitive(result);
    return this.#normalizeObject(result, isPlain(result));
  }

  #normalizePrimitive(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        this.sizeBound += textBound(value);
        return value;
      case 'boolean':
      case 'object':
        this.sizeBound += LARGEST_LITERAL;
        return value;
      case 'number':
        this.sizeBound += LARGEST_LITERAL;
        if (!Number.isFinite(value)) this.#refuse(`${String(value)} is not a JSON number`);
        return value === 0 ? 0 : value;
      case 'undefined':
        return OMITTED;
      default:
        return this.#refuse(`a ${typeof value} is not JSON`);
    }
  }

  #normalizeObject(value: object, isOrdinary: boolean): unknown {
    if (!isOrdinary) {
      if (types.isBoxedPrimitive(value)) return this.#normalizePrimitive(value.valueOf());
      this.#refuseKind(lostKind(value));
    }
    this.sizeBound += LARGEST_LITERAL;
    if (this.#ancestors.includes(value)) this.#refuse('the value contains itself');
    const { jsonDepth } = this.#limits;
    if (this.#ancestors.length >= jsonDepth) this.#refuse(`nested deeper than ${jsonDepth} levels`);
    this.#ancestors.push(value);
    const copy = Array.isArray(value) ? this.#copyArray(value) : this.#copyMembers(value);
    this.#ancestors.pop();
    return copy;
  }

  #copyArray(array: readonly unknown[]): unknown[] {
    // A sparse array costs nothing to make, but would take for ever to write out.
    const { arrayLength } = this.#limits;
    if (array.length > arrayLength) this.#refuse(`an array of more than ${arrayLength} members`);
    this.#refuseSymbols(array);
    const copy: unknown[] = [];
    for (let index = 0; index < array.length; index += 1) {
      this.#path.push(index);
      const member = this.normalize(array[index], String(index));
      if (member === OMITTED) {
        this.#refuse(index in array ? 'JSON has no undefined in an array' : 'the array has a hole');
      }
      copy.push(member);
      this.#path.pop();
    }
    const named = namedMember(array);
    if (named !== undefined) this.#refuse(`JSON has no named members of arrays, such as ${named}`);
    return copy;
  }

  #copyMembers(object: object): Record<string, unknown> {
    this.#refuseSymbols(object);
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(object)) {
      this.#path.push(key);
      const member = this.normalize((object as Record<string, unknown>)[key], key);
      if (member !== OMITTED) {
        this.sizeBound += textBound(key);
        setOwnProperty(copy, key, member);
      }
      this.#path.pop();
    }
    return copy;
  }

  get path(): string {
    return this.#path
      .map((step, depth) => (depth === 0 ? String(step) : memberPath(step)))
      .join('');
  }

  #refuseSymbols(object: object): void {
    const symbol = symbolKey(object);
    if (symbol !== undefined) this.#refuse(`JSON has no symbol keys, such as ${String(symbol)}`);
  }

  #refuseKind(kind: string | undefined): void {
    if (kind !== undefined) this.#refuse(`JSON has no ${kind}`);
  }

  #refuse(reason: string): never {
    throw invalidArgument(this.path, reason);
  }
}

function textBound(text: string): number {
  return text.length * LARGEST_CHARACTER + PUNCTUATION;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * Copies values into plain JSON as `JSON.stringify` would write them. What JSON would silently
 * change or lose is refused instead, as is what is nested or long beyond the limits.
 */
export class JsonNormalizer {
  readonly #limits: JsonLimits;
  /** At least the size of the JSON text of all values so far, in bytes of UTF-8. */
  sizeBound = 0;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  /**
   * Copies a value; gives `undefined` when JSON would have none. `path` names the value in errors.
   * Throws `INVALID_ARGUMENT` with the path of the culprit.
   */
  normalize(value: unknown, path: string): unknown {
    if (value === undefined) return undefined;
    if (typeof value === 'string') {
      this.sizeBound += textBound(value);
      return value;
    }
    const walk = new Walk(this.#limits, path);
    try {
      const normalized = walk.normalize(value, '');
      this.sizeBound += walk.sizeBound;
      return normalized === OMITTED ? undefined : normalized;
    } catch (error) {
      throw invalidArgument(walk.path, 'reading the value failed', error);
    }
  }

  /** As {@link normalize}, for a value that must be an object; `null` and `undefined` give `null`. */
  normalizeObject(value: unknown, path: string): Record<string, unknown> | null {
    const normalized = this.normalize(value, path) ?? null;
    if (normalized === null) return null;
    if (typeof normalized !== 'object' || Array.isArray(normalized)) {
      throw invalidArgument(path, 'not an object');
    }
    return normalized as Record<string, unknown>;
  }
}
