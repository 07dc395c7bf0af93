import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { openPromise, type Entry } from 'yauzl';
import { CliError } from '../errors.js';
import { pathOf, type Io } from '../io.js';
import { STANDARD, unreadable } from './bytes.js';

/** The most files that a message names. */
const MOST_NAMED = 20;

/** Whether a file's name says that it is a ZIP archive. */
export function isZipName(file: string): boolean {
  return /\.zip$/i.test(file);
}

/** The only file in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly bytes: Readable;
}

/**
 * Opens the only file in a ZIP archive; what macOS adds does not count. Throws `INPUT_REFUSED` where
 * there are several, with their names.
 */
export async function openZip(io: Io, file: string): Promise<ZipEntry> {
  if (file === STANDARD) {
    throw new CliError('USAGE', 'A ZIP archive cannot be read from standard input.', {
      hint: 'its index is at the end: name a file',
    });
  }
  try {
    const archive = await openPromise(pathOf(io, file), { lazyEntries: true, autoClose: false });
    const entries: Entry[] = [];
    for await (const entry of archive.eachEntry()) {
      if (isData(entry.fileName)) entries.push(entry);
    }
    const [only] = entries;
    if (only === undefined || entries.length > 1) {
      archive.close();
      throw notOne(file, entries);
    }
    const bytes = await archive.openReadStreamPromise(only);
    bytes.once('close', () => {
      archive.close();
    });
    return { name: basename(only.fileName), size: only.uncompressedSize, bytes };
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(file, error);
  }
}

function isData(name: string): boolean {
  return !name.endsWith('/') && !name.startsWith('__MACOSX/') && !basename(name).startsWith('.');
}

function notOne(file: string, entries: readonly Entry[]): CliError {
  const files = entries.map(({ fileName }) => fileName);
  const named = files.slice(0, MOST_NAMED).join(', ');
  const reason = files.length === 0 ? 'There is no file in it' : `It holds several files: ${named}`;
  return new CliError('INPUT_REFUSED', `${file}: ${reason}.`, {
    hint: 'unpack it, and import the folder or the files that you want',
    details: { files },
  });
}
