import type { CommandContext } from '../context.js';
import { printable } from '../output/printable.js';
import type { Output } from '../output/output.js';
import { count } from '../output/values.js';
import { stateValue } from './check-entries.js';
import { listChanges, summaryOf } from './describe.js';
import { readLockFileToUpdate, writeLockFile } from './lock-file.js';
import { findLockedState, type LockedState } from './locked-state.js';
import { makeEntry } from './make-entry.js';
import { requireEntries } from './require-entries.js';

/** Moves locked datasets to what they follow, and tells what that changes. */
export async function updateEntries(
  context: CommandContext,
  {
    name,
    vendorFolder,
  }: { readonly name: string | undefined; readonly vendorFolder: string | undefined },
): Promise<void> {
  const { io, output } = context;
  const lockFile = await readLockFileToUpdate(io);
  // A conflict is resolved for all datasets: the file cannot be written with a part of it.
  const meant = requireEntries(lockFile, lockFile.hadConflict ? undefined : name);
  const entries = new Map(lockFile.entries);
  const states: LockedState[] = [];
  for (const [key, entry] of meant) {
    const state = await findLockedState(context, key, entry);
    const { dataset, present: cases } = state;
    const { follows, selection } = entry;
    const given = { name: key, dataset, cases, follows, selection, vendorFolder };
    entries.set(key, await makeEntry(context, { path: lockFile.path, entries }, given));
    states.push(state);
  }
  await writeLockFile(io, lockFile.path, entries);
  const value = { path: lockFile.path, datasets: states.map(stateValue) };
  await output.result(value, () => states.map((state) => describeUpdate(state, output)).join('\n'));
}

function describeUpdate(
  { name, entry, present, isSame, changes }: LockedState,
  output: Output,
): string {
  const { number } = present.version;
  const size = count(present.byId.size, 'case');
  const moved =
    number === entry.versionNumber
      ? `${printable(name)}: version ${number}`
      : `${printable(name)}: from version ${entry.versionNumber} to version ${number}`;
  if (isSame) return `${moved}, the same ${size}.`;
  if (changes === null)
    return `${moved}, other cases; the former ones are no longer in this store.`;
  return [`${moved}, ${summaryOf(changes)}:`, ...listChanges(changes, output)].join('\n');
}
