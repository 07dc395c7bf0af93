import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { DatasetsError } from '@mastra-datasets/core';

/** What a token allows: to read, or to change things as well. */
export type Role = 'read' | 'write';

/** A token that lets its bearer in. The server keeps nothing of it but its hash. */
export interface AccessToken {
  readonly role: Role;
  /** The SHA-256 of the token, as 64 hexadecimal digits; {@link hashToken} makes it. */
  readonly sha256: string;
}

/** Makes a token that nobody can guess. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The SHA-256 of a token, in hexadecimal digits. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Finds the role of a bearer in a time that does not tell how near a guess came. */
export class Tokens {
  readonly #known: readonly { readonly role: Role; readonly hash: Buffer }[];

  /** Throws `INVALID_ARGUMENT` for a hash that is none. */
  constructor(tokens: readonly AccessToken[]) {
    this.#known = tokens.map(({ role, sha256 }, index) => {
      if (!/^[0-9a-f]{64}$/i.test(sha256)) throw refused(`tokens[${index}].sha256`, 'no SHA-256');
      const roles: readonly unknown[] = ['read', 'write'];
      if (!roles.includes(role)) throw refused(`tokens[${index}].role`, 'neither read nor write');
      return { role, hash: Buffer.from(sha256, 'hex') };
    });
  }

  /** What a token allows; `null` for one that is unknown. */
  roleOf(token: string): Role | null {
    const hash = createHash('sha256').update(token).digest();
    // All are compared, whichever it is.
    const roles = this.#known.filter((known) => timingSafeEqual(known.hash, hash));
    if (roles.some(({ role }) => role === 'write')) return 'write';
    return roles.length > 0 ? 'read' : null;
  }
}

function refused(path: string, reason: string): DatasetsError {
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${reason}.`, {
    details: { path, reason },
  });
}
