import { apply } from 'tiny-merge-patch';
import { setOwnProperty } from './copy.js';

/** `__proto__`, and what it becomes while the library is at work. */
const RESERVED_KEY = /^~*__proto__$/;

/** Copies JSON with other keys at every depth. */
function withKeys(value: unknown, rename: (key: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member) => withKeys(member, rename));
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    setOwnProperty(copy, rename(key), withKeys(member, rename));
  }
  return copy;
}

function reserve(key: string): string {
  return RESERVED_KEY.test(key) ? `~${key}` : key;
}

function release(key: string): string {
  return RESERVED_KEY.test(key) ? key.slice(1) : key;
}

/**
 * Applies a JSON Merge Patch (RFC 7396) to an object; gives a new one. Neither may hold anything but
 * plain JSON. The library sets members by assignment, which would lose `__proto__`, an ordinary key
 * here; so that key has another name meanwhile.
 */
export function mergeJson(
  target: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: unknown = apply(withKeys(target, reserve), withKeys(patch, reserve));
  return withKeys(merged, release) as Record<string, unknown>;
}
