import type { LockedSelection } from '@mastra-datasets/cases';
import type { CommandContext } from '../context.js';
import { count } from '../output/values.js';
import { printable } from '../output/printable.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import type { VersionArgument } from '../resolve/version-argument.js';
import { versionOf } from './describe.js';
import { readNearestLockFile, writeLockFile } from './lock-file.js';
import { readCases } from './locked-cases.js';
import { makeEntry } from './make-entry.js';

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
  const entry = await makeEntry(context, lockFile, given);
  await writeLockFile(io, lockFile.path, new Map(lockFile.entries).set(name, entry));
  const value = { path: lockFile.path, dataset: name, ...versionOf(version), ...entry };
  await output.result(value, () => {
    const size = count(entry.itemCount, 'case');
    return `Locked ${printable(name)}, ${output.versionName(version)}: ${size}.`;
  });
}
