import type { CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import { printThenFail } from '../output/verdict.js';
import { describeState, versionOf } from './describe.js';
import { readNearestLockFile } from './lock-file.js';
import { findLockedState, type LockedState } from './locked-state.js';
import { requireEntries } from './require-entries.js';

/** Compares locked datasets with the store. Throws `LOCK_DIFFERS`, after telling what differs. */
export async function checkEntries(
  context: CommandContext,
  name: string | undefined,
): Promise<void> {
  const { io, output, names } = context;
  const lockFile = await readNearestLockFile(io);
  const states: LockedState[] = [];
  for (const [key, entry] of requireEntries(lockFile, name)) {
    states.push(await findLockedState(context, key, entry));
  }
  const differing = states.filter(({ isSame }) => !isSame).map((state) => state.name);
  const failure =
    differing.length > 0
      ? new CliError('LOCK_DIFFERS', `Not as locked: ${differing.join(', ')}.`, {
          hint: `take the cases as they are now with: ${names.command('lock', '--update')}`,
          details: { datasets: differing },
        })
      : null;
  const value = { path: lockFile.path, datasets: states.map(stateValue) };
  const text = () => states.map((state) => describeState(state, output)).join('\n');
  await printThenFail(output.result(value, text), failure);
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
