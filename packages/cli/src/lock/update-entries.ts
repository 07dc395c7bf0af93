import type { LockEntry } from '@mastra-datasets/cases';
import type { CommandContext } from '../context.js';
import { printable } from '../output/printable.js';
import type { Output } from '../output/output.js';
import { count } from '../output/values.js';
import { listChanges, summaryOf } from './describe.js';
import { collectFailures, throwAll } from './failures.js';
import { readLockFileToUpdate } from './lock-file.js';
import { findLockedState, stateValue, type LockedState } from './locked-state.js';
import { makeEntry } from './make-entry.js';
import { requireEntries } from './require-entries.js';
import { casesToWrite } from './vendor.js';
import { writeLocked } from './write-files.js';

/** An entry that moves, with how it stood before. */
interface Move {
  readonly state: LockedState;
  readonly entry: LockEntry;
}

/**
 * Moves locked datasets to what they follow, and tells what that changes. Where one cannot be moved,
 * none is, and every failure is told.
 */
export async function updateEntries(
  context: CommandContext,
  {
    name,
    vendorFolder,
  }: { readonly name: string | undefined; readonly vendorFolder: string | undefined },
): Promise<void> {
  const { io, output, datasets, names } = context;
  const lockFile = await readLockFileToUpdate(io);
  const { path } = lockFile;
  // A conflict is resolved for all datasets: the file cannot be written with a part of it.
  const meant = requireEntries(lockFile, lockFile.hadConflict ? undefined : name, names);
  const entries = new Map(lockFile.entries);
  const { results: moves, failures } = await collectFailures(
    meant,
    async ([key, former]): Promise<Move> => {
      const state = await findLockedState(context, key, former);
      const { dataset, present: cases } = state;
      const { follows, selection } = former;
      const given = { name: key, dataset, cases, follows, selection, vendorFolder };
      const entry = makeEntry(context, { path, entries }, given);
      entries.set(key, entry);
      return { state, entry };
    },
  );
  throwAll(failures);
  const files = moves.flatMap(({ entry, state: { present } }) => {
    const { datasetId, selection } = entry;
    return casesToWrite(datasets, path, entry, { datasetId, version: present.version, selection });
  });
  const { $schema } = lockFile;
  await writeLocked(io, lockFile, { entries, $schema }, files);
  const states = moves.map(({ state }) => state);
  const value = { path, datasets: states.map(stateValue) };
  await output.result(value, () => states.map((state) => describeUpdate(state, output)).join('\n'));
}

function describeUpdate(
  { name, entry, present, isSame, changes }: LockedState,
  output: Output,
): string {
  const { number } = present.version;
  const size = count(present.count, 'case');
  const moved =
    number === entry.versionNumber
      ? `${printable(name)}: version ${number}`
      : `${printable(name)}: from version ${entry.versionNumber} to version ${number}`;
  if (isSame) return `${moved}, the same ${size}.`;
  if (changes === null)
    return `${moved}, other cases; the former ones are no longer in this store.`;
  return [`${moved}, ${summaryOf(changes)}:`, ...listChanges(changes, output)].join('\n');
}
