import { createHash, hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The canonical JSON text (RFC 8785) of a plain JSON value. */
export function canonicalJson(value: unknown): string {
  // JSON.stringify writes the same text where the keys are sorted already, in less time.
  if (hasSortedKeys(value)) return JSON.stringify(value);
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only JSON values have canonical JSON.');
  return text;
}

/** Whether every object in a plain JSON value has its keys in the order of their UTF-16 code units. */
function hasSortedKeys(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (Array.isArray(value)) return value.every(hasSortedKeys);
  let last: string | undefined;
  for (const [key, member] of Object.entries(value)) {
    if ((last !== undefined && key < last) || !hasSortedKeys(member)) return false;
    last = key;
  }
  return true;
}

/** Whether two plain JSON values are equal, whatever the order of their keys. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return canonicalJson(left) === canonicalJson(right);
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** The SHA-256 of texts one after the other, which may be more than one text can hold. */
export function sha256OfAll(texts: Iterable<string>): string {
  const sum = createHash('sha256');
  for (const text of texts) sum.update(text, 'utf8');
  return sum.digest('hex');
}
