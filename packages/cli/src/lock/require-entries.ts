import { CasesError, LOCK_FILE_NAME, type LockEntry } from '@mastra-datasets/cases';
import { CliError } from '../errors.js';
import type { CommandNames } from '../names.js';
import { printable } from '../output/printable.js';
import { didYouMean } from '../resolve/suggestion.js';
import type { FoundLockFile } from './lock-file.js';

/** The entries that are meant, by name: all, or one. Throws `NOT_LOCKED` and `LOCK_FILE_NOT_FOUND`. */
export function requireEntries(
  { path, entries }: Pick<FoundLockFile, 'path' | 'entries'>,
  name: string | undefined,
  names: CommandNames,
): (readonly [string, LockEntry])[] {
  if (entries.size === 0) {
    throw new CasesError(
      'LOCK_FILE_NOT_FOUND',
      `No ${LOCK_FILE_NAME} with a dataset is here. Lock one with: mastra-datasets lock NAME`,
      { details: { path } },
    );
  }
  if (name === undefined) return [...entries];
  const entry = entries.get(name);
  if (entry !== undefined) return [[name, entry]];
  throw new CliError('NOT_LOCKED', `${printable(name)} is not locked.`, {
    hint: `${didYouMean(name, [...entries.keys()])}lock it with: ${names.command('lock', name)}`,
    details: { dataset: name, path },
  });
}
