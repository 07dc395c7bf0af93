import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, posix, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatVendoredItem, type LockEntries } from '@mastra-datasets/cases';
import type { DatasetsStorage } from '@mastra-datasets/core';
import { fileFailure } from '@mastra-datasets/files';
import { writeWhole } from '../formats/output-file.js';
import type { Io } from '../io.js';
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

/** Writes the cases into a file beside the lock file, whole or not at all. */
export async function writeVendored(
  io: Io,
  datasets: DatasetsStorage,
  lockFile: string,
  { file: name, ...reference }: CasesReference & { readonly file: string },
): Promise<void> {
  const path = resolve(dirname(lockFile), name);
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw fileFailure(path, error);
  });
  await writeWhole(io, path, [], (file) =>
    pipeline(Readable.from(lines(datasets, reference)), createWriteStream(file.path)),
  );
}

async function* lines(datasets: DatasetsStorage, reference: CasesReference) {
  for await (const item of itemsOf(datasets, reference)) yield formatVendoredItem(item);
}
