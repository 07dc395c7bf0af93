import type { CommandBase } from '../context.js';
import { printable } from '../output/printable.js';
import { readLockFileToUpdate } from './lock-file.js';
import { requireEntries } from './require-entries.js';
import { writeLocked } from './write-files.js';

/**
 * Takes a dataset out of the lock file, and removes the file with its cases. Where git left a conflict,
 * the other entries are those of both branches.
 */
export async function removeEntry({ io, output, names }: CommandBase, name: string): Promise<void> {
  const lockFile = await readLockFileToUpdate(io);
  const { path, $schema, hadConflict } = lockFile;
  requireEntries(lockFile, name, names);
  const entries = new Map([...lockFile.entries].filter(([key]) => key !== name));
  await writeLocked(io, lockFile, { entries, $schema });
  if (hadConflict) {
    const update = names.command('lock', '--update');
    await output.note(`The entries of both branches are kept. Move them with: ${update}`);
  }
  await output.result({ path, dataset: name }, () => `${printable(name)} is no longer locked.`);
}
