import { readLockEntry } from './lock-file/files.js';
import type { LockEntry, LockedSelection } from './lock-file/format.js';

/**
 * Gives the one line to keep with a score: which cases it was measured on, such as
 * `questions version 3, 40 cases in the split test, digest 5f70bf18…`, with the whole digest.
 *
 * @param name the name of the dataset in the nearest lock file.
 * @param folder where the search for it begins; default: the working folder.
 * Rejects with `LOCK_FILE_NOT_FOUND`, `LOCK_FILE_INVALID` and `NOT_LOCKED`.
 */
export async function describeCases(
  name: string,
  { folder = process.cwd() }: { readonly folder?: string | undefined } = {},
): Promise<string> {
  return describeEntry(name, await readLockEntry(name, { folder }));
}

/** Describes an entry of a lock file as {@link describeCases} does. */
export function describeEntry(name: string, entry: LockEntry): string {
  const { versionNumber, itemCount, digest, selection } = entry;
  const cases = `${itemCount} ${itemCount === 1 ? 'case' : 'cases'}${describeSelection(selection)}`;
  return `${name} version ${versionNumber}, ${cases}, digest ${digest}`;
}

function describeSelection({ splits, where, sample }: LockedSelection = {}): string {
  return [
    ...(splits === undefined ? [] : [` in the split ${splits.join(' or ')}`]),
    ...(where === undefined ? [] : [` where ${JSON.stringify(where)}`]),
    ...(sample === undefined ? [] : [` of the sample ${JSON.stringify(sample)}`]),
  ].join('');
}
