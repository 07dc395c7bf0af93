import { DatasetsError } from '@mastra-datasets/core';

/** The bounds of what a server does for its clients. Sizes are in bytes. */
export interface ServerLimits {
  /** The size of a body of JSON. */
  readonly bodySize: number;
  /** The size of the body of an import. */
  readonly importSize: number;
  /** The size of one line of an import. */
  readonly lineSize: number;
  /** How many entries a page may have; `false` for any number, then `perPage=false` gives all. */
  readonly pageLength: number | false;
  /** How many requests are worked on at once, those for streams and imports not counted. */
  readonly requests: number;
  /** How many streams and imports are worked on at once. */
  readonly streams: number;
  /** How long an answer, or the next part of the body of an import, may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** The limits of a server that was not given others. */
export const SERVER_LIMITS: ServerLimits = Object.freeze({
  bodySize: 32_000_000,
  importSize: 4_000_000_000,
  // An item that updates have grown has five times the size of a new one.
  lineSize: 24_000_000,
  pageLength: 1_000,
  requests: 64,
  streams: 16,
  timeoutMs: 60_000,
});

/** The longest delay of a timer. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** Fills in {@link SERVER_LIMITS}. Throws `INVALID_ARGUMENT` for limits that are none. */
export function completeServerLimits(given: Partial<ServerLimits> = {}): ServerLimits {
  for (const [name, limit] of Object.entries(given)) {
    const path = `limits.${name}`;
    if (!Object.hasOwn(SERVER_LIMITS, name)) throw refused(path, 'there is no such limit');
    if (name === 'pageLength' && limit === false) continue;
    const isPositive = typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 1;
    if (!isPositive) throw refused(path, 'not a positive integer');
    if (name === 'timeoutMs' && limit > LONGEST_DELAY) {
      throw refused(path, `more than ${LONGEST_DELAY}`);
    }
  }
  return Object.freeze({ ...SERVER_LIMITS, ...given });
}

function refused(path: string, reason: string): DatasetsError {
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${reason}.`, {
    details: { path, reason },
  });
}
