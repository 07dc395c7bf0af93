import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { CliError } from '../errors.js';
import { inputFormatOf, isMissing, unreadable, withoutCompression } from '@mastra-datasets/files';
import { STANDARD } from '../formats/standard.js';
import { pathOf, type Io } from '../io.js';
import { basename } from 'node:path';

/** The files to import, and the name of the dataset that they make. */
export interface ImportFiles {
  readonly files: readonly string[];
  /** The name of the only file or folder, without what tells its format; `null` where there are more. */
  readonly name: string | null;
}

/**
 * Finds the files that are meant: files, the files of a folder whose names tell a format, or those that
 * a pattern such as `cases/*.jsonl` fits, by name. Throws `FILE_NOT_FOUND` where there is none.
 */
export async function findFiles(io: Io, given: readonly string[]): Promise<ImportFiles> {
  const found: string[] = [];
  for (const one of given) found.push(...(await filesOf(io, one)));
  const files = [...new Set(found)];
  const [only = ''] = given;
  if (files.length > 1 && files.includes(STANDARD)) {
    throw new CliError('USAGE', 'Standard input is imported alone.', { hint: 'name files only' });
  }
  return { files, name: given.length === 1 ? nameOf(only) : null };
}

function nameOf(given: string): string | null {
  if (given === STANDARD || isDynamicPattern(given)) return null;
  return withoutCompression(basename(given)).replace(/\.[^.]+$/, '');
}

async function filesOf(io: Io, given: string): Promise<string[]> {
  if (given === STANDARD) return [given];
  const facts = await stat(pathOf(io, given)).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw unreadable(given, error);
  });
  if (facts?.isDirectory() === true) return filesInFolder(io, given);
  if (facts !== null || !isDynamicPattern(given)) return [given];
  const files = await glob(given, { cwd: io.cwd, absolute: true, expandDirectories: false });
  if (files.length === 0) {
    throw new CliError('FILE_NOT_FOUND', `No file fits ${given}.`, { hint: 'check the pattern' });
  }
  return files.map((file) => relative(io.cwd, file)).toSorted();
}

async function filesInFolder(io: Io, folder: string): Promise<string[]> {
  const entries = await readdir(pathOf(io, folder), { withFileTypes: true }).catch(
    (error: unknown) => {
      throw unreadable(folder, error);
    },
  );
  const files = entries
    .filter((entry) => !entry.isDirectory() && inputFormatOf(entry.name) !== null)
    .map(({ name }) => join(folder, name))
    .toSorted();
  if (files.length > 0) return files;
  throw new CliError('FILE_NOT_FOUND', `The folder ${folder} has no file that can be imported.`, {
    hint: 'name a file, or a folder of CSV, TSV, JSON, JSONL, YAML, Excel or Parquet files',
  });
}
