import type { LockedSelection } from '@mastra-datasets/cases';
import type { CommandContext } from '../context.js';
import { count } from '../output/values.js';
import { printable } from '../output/printable.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import type { VersionArgument } from '../resolve/version-argument.js';
import { readNearestLockFile } from './lock-file.js';
import { readCases, versionOf } from './locked-cases.js';
import { makeEntry } from './make-entry.js';
import { casesToWrite } from './vendor.js';
import { writeLocked } from './write-files.js';

/** What `lock DATASET` was asked for. */
export interface LockRequest {
  readonly reference: string;
  readonly version: VersionArgument | undefined;
  readonly selection: LockedSelection | undefined;
  readonly vendorFolder: string | undefined;
}

/** Locks a version of a dataset, in place of an earlier entry. */
export async function lockDataset(
  context: CommandContext,
  { reference, version: argument, selection, vendorFolder }: LockRequest,
): Promise<void> {
  const { io, datasets, output } = context;
  const lockFile = await readNearestLockFile(io);
  const dataset = await requireDataset(context, reference);
  const version = await requireNamedVersion(context, dataset, argument);
  const { id: datasetId, name } = dataset;
  const cases = await readCases(datasets, { datasetId, version, selection });
  const follows = argument?.text === 'latest' ? undefined : argument?.text;
  const given = { name, dataset, cases, follows, selection, vendorFolder };
  const entry = makeEntry(context, lockFile, given);
  const entries = new Map(lockFile.entries).set(name, entry);
  const { path, $schema } = lockFile;
  const files = casesToWrite(datasets, path, entry, { datasetId, version, selection });
  await writeLocked(io, lockFile, { entries, $schema }, files);
  const former = lockFile.entries.get(name)?.datasetId;
  const replaces = former === datasetId ? undefined : former;
  const replaced = replaces === undefined ? {} : { replaces };
  const value = { path, dataset: name, ...versionOf(version), ...entry, ...replaced };
  await output.result(value, () => {
    const size = count(entry.itemCount, 'case');
    const locked = `Locked ${printable(name)}, ${output.versionName(version)}: ${size}.`;
    return replaces === undefined
      ? locked
      : `${locked}\nIt takes the place of another dataset of this name, ${printable(replaces)}.`;
  });
}
