import { FilesError } from '../errors.js';

/** The most files that a message names. */
const MOST_NAMED = 20;

/** Whether a file's name says that it is a ZIP archive. */
export function isZipName(file: string): boolean {
  return /\.zip$/i.test(file);
}

/** A name without the folders before it. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether an entry of an archive is a file that somebody put there: what macOS adds is none. */
function isData(name: string): boolean {
  return !name.endsWith('/') && !name.startsWith('__MACOSX/') && !baseName(name).startsWith('.');
}

/**
 * Chooses the only file among the entries of an archive. Throws `INPUT_REFUSED` where there is none, or
 * where there are several, with their names.
 */
export function onlyEntry<Entry>(
  file: string,
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
): Entry {
  const found = entries.filter((entry) => isData(nameOf(entry)));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const files = found.map(nameOf);
  const named = files.slice(0, MOST_NAMED).join(', ');
  const reason = files.length === 0 ? 'There is no file in it' : `It holds several files: ${named}`;
  throw new FilesError('INPUT_REFUSED', `${file}: ${reason}.`, {
    hint: 'unpack it, and import the folder or the files that you want',
    details: { files },
  });
}
