import { createWriteStream } from 'node:fs';
import { dirname, posix, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatVendoredItem, type LockEntries, type LockEntry } from '@mastra-datasets/cases';
import type { DatasetsStorage } from '@mastra-datasets/core';
import type { FileToWrite, OutputFile } from '../formats/output-file.js';
import { itemsOf, type CasesReference } from './locked-cases.js';

/** What a name of a file may not have everywhere. */
const UNSAFE = /[^\p{L}\p{N}._-]+/gu;

/**
 * Names the file for the cases of a dataset, relative to the lock file, as a lock file has it: with
 * slashes. No two entries get one file.
 */
export function vendoredName(
  lockFile: string,
  folder: string,
  { name, datasetId, entries }: { name: string; datasetId: string; entries: LockEntries },
): string {
  const place = relative(dirname(lockFile), folder).split(sep).join(posix.sep);
  const taken = new Set(
    [...entries].filter(([other]) => other !== name).map(([, { file }]) => file?.toLowerCase()),
  );
  const plain = name.replaceAll(UNSAFE, '-').replace(/^\.+/, '');
  const file = posix.join(place, `${plain}.jsonl`);
  return plain === '' || taken.has(file.toLowerCase())
    ? posix.join(place, `${plain}-${datasetId}.jsonl`.replace(/^-/, ''))
    : file;
}

/** The path of a file with cases. */
export function vendoredPath(lockFile: string, file: string): string {
  return resolve(dirname(lockFile), file);
}

/** The file with the cases of an entry, to be written; none where the entry has no file. */
export function casesToWrite(
  datasets: DatasetsStorage,
  lockFile: string,
  { file }: Pick<LockEntry, 'file'>,
  reference: CasesReference,
): FileToWrite[] {
  if (file === undefined) return [];
  const write = ({ path }: OutputFile) =>
    pipeline(Readable.from(lines(datasets, reference)), createWriteStream(path));
  return [{ path: vendoredPath(lockFile, file), write }];
}

async function* lines(datasets: DatasetsStorage, reference: CasesReference) {
  for await (const item of itemsOf(datasets, reference)) yield formatVendoredItem(item);
}
