import { DatasetsError, type Dataset, type DatasetVersion } from '@mastra-datasets/core';
import type { LockEntry } from '@mastra-datasets/cases';
import type { CommandContext } from '../context.js';
import { HintedError } from '../errors.js';
import { printable } from '../output/printable.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import { findVersion } from '../resolve/version.js';
import { parseVersion } from '../resolve/version-argument.js';
import { compareCases, readCases, versionOf, type CaseChange, type Cases } from './locked-cases.js';

/** How a locked dataset stands against its store. */
export interface LockedState {
  readonly name: string;
  readonly entry: LockEntry;
  readonly dataset: Dataset;
  /** The cases that an update would lock. */
  readonly present: Cases;
  /** Whether they are the locked ones. */
  readonly isSame: boolean;
  /** Which cases differ; `null` where the store does not have the locked ones any more. */
  readonly changes: readonly CaseChange[] | null;
}

/** Finds how a locked dataset stands against its store. Throws `DATASET_NOT_FOUND`. */
export async function findLockedState(
  context: CommandContext,
  name: string,
  entry: LockEntry,
): Promise<LockedState> {
  const { datasets } = context;
  const { datasetId, selection, digest, version, follows } = entry;
  const dataset = await datasets.getDatasetById({ id: datasetId });
  if (dataset === null) throw datasetGone(context, name, datasetId);
  context.names.dataset = name;
  const argument = follows === undefined ? undefined : parseVersion(follows);
  const newest = await requireNamedVersion(context, dataset, argument);
  const present = await readCases(datasets, { datasetId, version: newest, selection });
  const state = { name, entry, dataset, present };
  if (present.digest === digest) return { ...state, isSame: true, changes: [] };
  const locked = await versionAt(context, datasetId, new Date(version));
  const before =
    locked === null ? null : await readCases(datasets, { datasetId, version: locked, selection });
  const isKnown = before !== null && before.digest === digest;
  return { ...state, isSame: false, changes: isKnown ? compareCases(before, present) : null };
}

/** A state, for JSON. */
export function stateValue({ name, entry, present, isSame, changes }: LockedState) {
  const { version, versionNumber, digest, itemCount } = entry;
  return {
    dataset: name,
    isSame,
    locked: { versionNumber, version, digest, itemCount },
    present: { ...versionOf(present.version), digest: present.digest, itemCount: present.count },
    changes,
  };
}

/** The version that was made at just this time; `null` where there is none. */
async function versionAt(
  { datasets }: CommandContext,
  datasetId: string,
  time: Date,
): Promise<DatasetVersion | null> {
  const found = await findVersion(datasets, datasetId, time);
  return found?.version.getTime() === time.getTime() ? found : null;
}

function datasetGone({ names }: CommandContext, name: string, datasetId: string): HintedError {
  return new HintedError(
    new DatasetsError(
      'DATASET_NOT_FOUND',
      `The store has no dataset ${datasetId}, as which ${printable(name)} is locked.`,
      { details: { dataset: name, datasetId } },
    ),
    `name the store that it was locked from with --url, or take it out with: ${names.command('lock', '--remove', name)}`,
  );
}
