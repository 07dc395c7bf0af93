import { invalidArgument } from '../arguments/invalid.js';
import { LIMITS } from '../limits.js';
import { setOwnProperty } from './copy.js';

/** A member that `JSON.stringify` leaves out of an object and writes as `null` in an array. */
const OMITTED = Symbol('omitted');

class Normalizer {
  readonly #ancestors: object[] = [];
  readonly #path: (string | number)[];

  constructor(path: string) {
    this.#path = [path];
  }

  normalize(value: unknown, key: string): unknown {
    const unboxed = unbox(callToJson(value, key));
    switch (typeof unboxed) {
      case 'string':
      case 'boolean':
        return unboxed;
      case 'number':
        if (!Number.isFinite(unboxed)) this.#refuse(`${String(unboxed)} is not a JSON number`);
        return unboxed === 0 ? 0 : unboxed;
      case 'undefined':
        return OMITTED;
      case 'object':
        return unboxed === null ? null : this.#normalizeObject(unboxed);
      default:
        return this.#refuse(`a ${typeof unboxed} is not JSON`);
    }
  }

  #normalizeObject(value: object): unknown {
    if (this.#ancestors.includes(value)) this.#refuse('the value contains itself');
    if (this.#ancestors.length >= LIMITS.jsonDepth) {
      this.#refuse(`nested deeper than ${LIMITS.jsonDepth} levels`);
    }
    this.#ancestors.push(value);
    const copy = Array.isArray(value) ? this.#copyArray(value) : this.#copyMembers(value);
    this.#ancestors.pop();
    return copy;
  }

  #copyArray(array: readonly unknown[]): unknown[] {
    // A sparse array costs nothing to make, but would take for ever to write out.
    if (array.length > LIMITS.arrayLength) {
      this.#refuse(`an array of more than ${LIMITS.arrayLength} members`);
    }
    const copy: unknown[] = [];
    for (let index = 0; index < array.length; index += 1) {
      this.#path.push(index);
      const member = this.normalize(array[index], String(index));
      copy.push(member === OMITTED ? null : member);
      this.#path.pop();
    }
    return copy;
  }

  #copyMembers(object: object): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(object)) {
      this.#path.push(key);
      const member = this.normalize((object as Record<string, unknown>)[key], key);
      if (member !== OMITTED) setOwnProperty(copy, key, member);
      this.#path.pop();
    }
    return copy;
  }

  get path(): string {
    return this.#path
      .map((step, depth) =>
        typeof step === 'number' ? `[${step}]` : depth === 0 ? step : memberPath(step),
      )
      .join('');
  }

  #refuse(reason: string): never {
    throw invalidArgument(this.path, reason);
  }
}

function memberPath(key: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key)
    ? `.${key}`
    : `[${JSON.stringify(key)}]`;
}

function callToJson(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value, key) as unknown) : value;
}

function unbox(value: unknown): unknown {
  return value instanceof Number ||
    value instanceof String ||
    value instanceof Boolean ||
    value instanceof BigInt
    ? value.valueOf()
    : value;
}

/**
 * Copies a value into plain JSON as `JSON.stringify` would write it, or gives `undefined` when it
 * would write nothing. What JSON would silently change or lose is refused instead: NaN, infinities,
 * bigint, functions, symbols, cycles, and nesting deeper than `LIMITS.jsonDepth`.
 *
 * `path` names the value in errors. Throws `INVALID_ARGUMENT` with the path of the culprit.
 */
export function normalizeJson(value: unknown, path: string): unknown {
  if (typeof value === 'string' || value === undefined) return value;
  const normalizer = new Normalizer(path);
  try {
    const normalized = normalizer.normalize(value, '');
    return normalized === OMITTED ? undefined : normalized;
  } catch (error) {
    throw invalidArgument(normalizer.path, 'reading the value failed', error);
  }
}

/** As {@link normalizeJson}, for a value that must be an object; `null` and `undefined` give `null`. */
export function normalizeJsonObject(value: unknown, path: string): Record<string, unknown> | null {
  const normalized = normalizeJson(value, path) ?? null;
  if (normalized === null) return null;
  if (typeof normalized !== 'object' || Array.isArray(normalized)) {
    throw invalidArgument(path, 'not an object');
  }
  return normalized as Record<string, unknown>;
}
