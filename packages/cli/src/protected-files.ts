import { addressOf } from './context.js';
import type { GlobalOptions } from './global-options.js';
import { STANDARD } from './formats/standard.js';
import type { ProtectedFile } from './formats/output-file.js';
import { pathOf, type Io } from './io.js';
import { storeFile } from './store.js';

/** What SQLite puts behind the name of a database, for the files beside it. */
const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/** The files of the store that a command works on. */
export function filesOfStore(options: GlobalOptions, io: Io): ProtectedFile[] {
  const file = storeFile(addressOf(options, io), io);
  if (file === null) return [];
  return SUFFIXES.map((suffix) => ({ path: `${file}${suffix}`, what: 'a file of the store' }));
}

/** Where systems have one, leads to the file that standard input comes from. */
const STANDARD_INPUT = '/dev/stdin';

/** The file that a command reads. */
export function fileOfInput(file: string, io: Io): ProtectedFile[] {
  const path = file === STANDARD ? STANDARD_INPUT : pathOf(io, file);
  return [{ path, what: 'the file that is imported' }];
}
