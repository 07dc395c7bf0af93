import type { LockEntries, LockEntry, LockedSelection } from '@mastra-datasets/cases';
import type { Dataset } from '@mastra-datasets/core';
import type { CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import { printable } from '../output/printable.js';
import type { FoundLockFile } from './lock-file.js';
import type { Cases } from './locked-cases.js';
import { vendoredName } from './vendor.js';

/** What an entry of a lock file is made of. */
export interface NewEntry {
  readonly name: string;
  readonly dataset: Dataset;
  readonly cases: Cases;
  readonly follows: string | undefined;
  readonly selection: LockedSelection | undefined;
  /** The folder for a file with the cases; absent leaves them where they are. */
  readonly vendorFolder: string | undefined;
}

/** Makes an entry; writes nothing. Throws `NOTHING_TO_LOCK` where there is no case. */
export function makeEntry(
  { names }: Pick<CommandContext, 'names'>,
  { path, entries }: Pick<FoundLockFile, 'path' | 'entries'>,
  { name, dataset, cases, follows, selection, vendorFolder }: NewEntry,
): LockEntry {
  const { id: datasetId } = dataset;
  const { version, digest, count: itemCount } = cases;
  if (itemCount === 0) {
    throw new CliError(
      'NOTHING_TO_LOCK',
      `No item of ${printable(name)}, version ${version.number}, is meant.`,
      {
        hint: `look at the items with: ${names.command('show', name)}`,
        details: { dataset: name },
      },
    );
  }
  const file = fileOf(path, entries, { name, datasetId, vendorFolder });
  return {
    datasetId,
    version: version.version.toISOString(),
    versionNumber: version.number,
    digest,
    itemCount,
    ...(follows === undefined ? {} : { follows }),
    ...(selection === undefined ? {} : { selection }),
    ...(file === undefined ? {} : { file }),
  };
}

function fileOf(
  lockFile: string,
  entries: LockEntries,
  {
    name,
    datasetId,
    vendorFolder,
  }: Pick<NewEntry, 'name' | 'vendorFolder'> & { datasetId: string },
): string | undefined {
  return vendorFolder === undefined
    ? entries.get(name)?.file
    : vendoredName(lockFile, vendorFolder, { name, datasetId, entries });
}
