import { uuidv7 } from 'uuidv7';

/** Makes a UUIDv7 (RFC 9562); within a process, later ones sort after earlier ones. */
export function createId(): string {
  return uuidv7();
}
