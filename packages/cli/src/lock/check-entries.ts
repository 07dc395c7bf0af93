import { isFileAsLocked, type LockEntry } from '@mastra-datasets/cases';
import { inStore, type CommandBase, type CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import { printThenFail } from '../output/verdict.js';
import { describeState } from './describe.js';
import { collectFailures, combined } from './failures.js';
import { readNearestLockFile } from './lock-file.js';
import { findLockedState, stateValue, type LockedState } from './locked-state.js';
import { requireEntries } from './require-entries.js';
import type { LockedStore } from './store.js';

/** A locked dataset, and how it stands. */
interface Checked {
  readonly name: string;
  readonly entry: LockEntry;
  /** How it stands against the store; `null` where it was not compared with one. */
  readonly state: LockedState | null;
  /** Whether the file with its cases, if it has one, has the locked ones. */
  readonly isFileSame: boolean;
}

type NamedEntry = readonly [name: string, entry: LockEntry];

/**
 * Compares locked datasets with the store, and files with cases with their digests. Where there is no
 * store, and every dataset has such a file, only these are checked. Throws `LOCK_DIFFERS`, after
 * telling what differs.
 */
export async function checkEntries(
  base: CommandBase,
  { address, isAbsent }: LockedStore,
  name: string | undefined,
): Promise<void> {
  const { io, output, names } = base;
  const { path, ...lockFile } = await readNearestLockFile(io);
  const meant = requireEntries({ path, ...lockFile }, name, names);
  const isWithoutStore = isAbsent && meant.every(([, { file }]) => file !== undefined);
  const { results, failures } = isWithoutStore
    ? await collectFailures(meant, (one) => checkFile(path, one))
    : await inStore(base, address, (context) =>
        collectFailures(meant, (one) => checkInStore(context, path, one)),
      );
  if (isWithoutStore) await output.note('No store is here: only the files were checked.');
  const differing = results
    .filter(({ state, isFileSame }) => state?.isSame === false || !isFileSame)
    .map((one) => one.name);
  if (differing.length > 0) {
    const failure = new CliError('LOCK_DIFFERS', `Not as locked: ${differing.join(', ')}.`, {
      hint: `take the cases as they are now with: ${names.command('lock', '--update')}`,
      details: { datasets: differing },
    });
    failures.push(failure);
  }
  const value = { path, isStoreChecked: !isWithoutStore, datasets: results.map(checkedValue) };
  const text = () => results.flatMap((one) => describeChecked(one, base)).join('\n');
  await printThenFail(output.result(value, text), combined(failures));
}

async function checkFile(lockFile: string, [name, entry]: NamedEntry): Promise<Checked> {
  return { name, entry, state: null, isFileSame: await isFileAsLocked(lockFile, entry) };
}

async function checkInStore(
  context: CommandContext,
  lockFile: string,
  [name, entry]: NamedEntry,
): Promise<Checked> {
  const checked = await checkFile(lockFile, [name, entry]);
  return { ...checked, state: await findLockedState(context, name, entry) };
}

function checkedValue({ name, entry, state, isFileSame }: Checked) {
  const { file, version, versionNumber, digest, itemCount } = entry;
  return {
    ...(state === null
      ? { dataset: name, locked: { versionNumber, version, digest, itemCount } }
      : stateValue(state)),
    ...(file === undefined ? {} : { file, isFileSame }),
  };
}

function describeChecked(
  { name, entry, state, isFileSame }: Checked,
  { output }: CommandBase,
): string[] {
  const shown = printable(name);
  const file = printable(entry.file ?? '');
  if (state !== null) {
    const changed = `${shown}: ${file} is missing, or has other cases.`;
    return [describeState(state, output), ...(isFileSame ? [] : [changed])];
  }
  const size = count(entry.itemCount, 'case');
  return isFileSame
    ? [`${shown}: ${size} in ${file}, as locked at version ${entry.versionNumber}.`]
    : [`${shown}: ${file} is missing, or has other cases.`];
}
