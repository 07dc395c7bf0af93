import { callersFault } from '../failures/translate.js';

/** What JSON would change or drop in silence, though it has a way to write it. */
interface Loss {
  readonly path: string;
  readonly reason: string;
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === Object.prototype || prototype === null;
}

function pathOf(parent: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

/** Deeper values are refused by our storage, as are cycles and all that JSON has no way to write. */
const GREATEST_DEPTH = 1_000;

function findLoss(value: unknown, path: string, depth: number): Loss | undefined {
  if (value === undefined) return { path, reason: 'undefined would be dropped' };
  if (typeof value !== 'object' || value === null || depth > GREATEST_DEPTH) return undefined;
  const isArray = Array.isArray(value);
  if (!isArray && !isPlain(value)) {
    return { path, reason: 'an object that is not plain would come back as another' };
  }
  for (const [key, member] of Object.entries(value)) {
    const loss = findLoss(member, isArray ? `${path}[${key}]` : pathOf(path, key), depth + 1);
    if (loss !== undefined) return loss;
  }
  return undefined;
}

/**
 * Throws where a payload holds what would not come back as it was given. Fields that are absent
 * count as not given. `path` names the payload in the error.
 */
export function checkPayload(payload: object, path: string): void {
  for (const [name, value] of Object.entries(payload)) {
    if (value === undefined) continue;
    const loss = findLoss(value, pathOf(path, name), 1);
    if (loss === undefined) continue;
    throw callersFault(
      'DATASET_ITEM_PAYLOAD_NOT_SERIALIZABLE',
      `Dataset item payload must be JSON-serializable: ${loss.path}: ${loss.reason}.`,
      { ...loss },
    );
  }
}

/** Throws where an external id is empty, which names nothing. */
export function checkExternalId(externalId: string | null | undefined): void {
  if (externalId !== '') return;
  throw callersFault(
    'DATASET_ITEM_EXTERNAL_ID_INVALID',
    'Dataset item externalId must be a non-empty string.',
  );
}
