import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The canonical JSON text (RFC 8785) of a plain JSON value. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only JSON values have canonical JSON.');
  return text;
}

/** Whether two plain JSON values are equal, whatever the order of their keys. */
export function equalJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return canonicalJson(left) === canonicalJson(right);
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return sha256OfAll([text]);
}

/** The SHA-256 of texts one after the other, which may be more than one text can hold. */
export function sha256OfAll(texts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text, 'utf8');
  return hash.digest('hex');
}
