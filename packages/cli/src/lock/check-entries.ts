import { isFileAsLocked } from '@mastra-datasets/cases';
import type { CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import type { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { printThenFail } from '../output/verdict.js';
import { describeState, versionOf } from './describe.js';
import { readNearestLockFile } from './lock-file.js';
import { findLockedState, type LockedState } from './locked-state.js';
import { requireEntries } from './require-entries.js';

/** A locked dataset, and whether the file with its cases, if it has one, has the locked ones. */
interface CheckedState extends LockedState {
  readonly isFileSame: boolean;
}

/** Compares locked datasets with the store, and files with cases with their digests. Throws `LOCK_DIFFERS`, after telling what differs. */
export async function checkEntries(
  context: CommandContext,
  name: string | undefined,
): Promise<void> {
  const { io, output, names } = context;
  const lockFile = await readNearestLockFile(io);
  const states: CheckedState[] = [];
  for (const [key, entry] of requireEntries(lockFile, name)) {
    const isFileSame = await isFileAsLocked(lockFile.path, entry);
    states.push({ ...(await findLockedState(context, key, entry)), isFileSame });
  }
  const differing = states
    .filter(({ isSame, isFileSame }) => !isSame || !isFileSame)
    .map((state) => state.name);
  const failure =
    differing.length > 0
      ? new CliError('LOCK_DIFFERS', `Not as locked: ${differing.join(', ')}.`, {
          hint: `take the cases as they are now with: ${names.command('lock', '--update')}`,
          details: { datasets: differing },
        })
      : null;
  const value = { path: lockFile.path, datasets: states.map(checkedValue) };
  const text = () => states.map((state) => describeChecked(state, output)).join('\n');
  await printThenFail(output.result(value, text), failure);
}

function checkedValue({ isFileSame, ...state }: CheckedState) {
  const { file } = state.entry;
  return { ...stateValue(state), ...(file === undefined ? {} : { file, isFileSame }) };
}

function describeChecked({ isFileSame, ...state }: CheckedState, output: Output): string {
  const described = describeState(state, output);
  if (isFileSame) return described;
  const file = printable(state.entry.file ?? '');
  return `${described}\n${printable(state.name)}: ${file} is missing, or has other cases.`;
}

/** A state, for JSON. */
export function stateValue({ name, entry, present, isSame, changes }: LockedState) {
  const { version, versionNumber, digest, itemCount } = entry;
  return {
    dataset: name,
    isSame,
    locked: { versionNumber, version, digest, itemCount },
    present: {
      ...versionOf(present.version),
      digest: present.digest,
      itemCount: present.byId.size,
    },
    changes,
  };
}
