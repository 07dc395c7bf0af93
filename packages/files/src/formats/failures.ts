import { FilesError } from '../errors.js';

/** The longest path that is shown whole, in characters. */
const LONGEST_PATH = 200;

/** A path without its middle where it is long. */
export function shortened(path: string): string {
  if (path.length <= LONGEST_PATH) return path;
  return `${path.slice(0, LONGEST_PATH / 2)}…${path.slice(-LONGEST_PATH / 2)}`;
}

/** Whether an error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Says what is wrong with a file that could not be opened, read or written. */
export function fileFailure(name: string, error: unknown): FilesError {
  const file = shortened(name);
  if (isMissing(error)) {
    return new FilesError('FILE_NOT_FOUND', `There is no file ${file}.`, {
      hint: 'check the path',
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  const reason = message.replace(/'[^']+'/g, shortened);
  return new FilesError('FILE_FAILED', `${file}: ${reason}.`, {
    hint: 'check the file, its permissions and the space left',
    cause: error,
  });
}

/** Says why a file that is to be read cannot be. */
export function unreadable(name: string, error: unknown): FilesError {
  if (isMissing(error)) return fileFailure(name, error);
  const { message } = fileFailure(name, error);
  return new FilesError('INPUT_UNREADABLE', message, {
    hint: 'check the file, and whether you may read it',
    cause: error,
  });
}

/** Says that a file has nothing in it, where even one without rows would have something. */
export function emptyFile(file: string): FilesError {
  return new FilesError('INPUT_REFUSED', `${file} is empty.`, { hint: 'check the file' });
}
