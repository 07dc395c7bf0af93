import type { Readable } from 'node:stream';
import { openPromise, type Entry } from 'yauzl';
import { baseName, onlyEntry, unreadable } from '@mastra-datasets/files';
import { CliError, isExplained } from '../errors.js';
import { pathOf, type Io } from '../io.js';
import { STANDARD } from './standard.js';

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
    for await (const entry of archive.eachEntry()) entries.push(entry);
    let only: Entry;
    try {
      only = onlyEntry(file, entries, ({ fileName }) => fileName);
    } catch (error) {
      archive.close();
      throw error;
    }
    const bytes = await archive.openReadStreamPromise(only);
    bytes.once('close', () => {
      archive.close();
    });
    return { name: baseName(only.fileName), size: only.uncompressedSize, bytes };
  } catch (error) {
    throw isExplained(error) ? error : unreadable(file, error);
  }
}
