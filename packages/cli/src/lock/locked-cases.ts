import {
  DatasetsError,
  SnapshotDigest,
  type DatasetItem,
  type DatasetsStorage,
  type DatasetVersion,
} from '@mastra-datasets/core';
import { isCase, type LockedSelection } from '@mastra-datasets/cases';

/** Which items of which version are cases. */
export interface CasesReference {
  readonly datasetId: string;
  readonly version: DatasetVersion;
  readonly selection: LockedSelection | undefined;
}

/** A case, as far as it takes to tell whether it changed. */
interface KnownCase {
  readonly name: string;
  readonly digest: string;
}

/** What the cases of a version are. */
export interface Cases {
  readonly version: DatasetVersion;
  readonly digest: string;
  /** How many there are. */
  readonly count: number;
  /** All selected items, also those whose content was removed, which are no cases. */
  readonly byId: ReadonlyMap<string, KnownCase>;
}

/** A case that differs between two versions. */
export interface CaseChange {
  readonly type: 'added' | 'updated' | 'deleted';
  readonly id: string;
  /** Its external id, or else its id. */
  readonly name: string;
}

/** Gives the items that are cases, oldest first. A split that is not there has none. */
export async function* itemsOf(
  datasets: DatasetsStorage,
  { datasetId, version: { version }, selection = {} }: CasesReference,
): AsyncGenerator<DatasetItem, void, undefined> {
  try {
    yield* datasets.iterateItems({ datasetId, version, order: 'oldest', ...selection });
  } catch (error) {
    if (!(error instanceof DatasetsError && error.code === 'SPLIT_NOT_FOUND')) throw error;
  }
}

/** Reads the cases of a version. About 200 bytes a case are in memory. */
export async function readCases(
  datasets: DatasetsStorage,
  reference: CasesReference,
): Promise<Cases> {
  const digest = new SnapshotDigest();
  const byId = new Map<string, KnownCase>();
  let count = 0;
  for await (const item of itemsOf(datasets, reference)) {
    if (isCase(item)) count += 1;
    byId.set(item.id, { name: item.externalId ?? item.id, digest: digest.add(item) });
  }
  return { version: reference.version, digest: digest.toString(), count, byId };
}

/** Tells which cases differ: those that are new or changed in their order, then those that are gone. */
export function compareCases(before: Cases, after: Cases): CaseChange[] {
  const present = [...after.byId].flatMap(([id, { name, digest }]): CaseChange[] => {
    const former = before.byId.get(id);
    if (former === undefined) return [{ type: 'added', id, name }];
    return former.digest === digest ? [] : [{ type: 'updated', id, name }];
  });
  const gone = [...before.byId]
    .filter(([id]) => !after.byId.has(id))
    .map(([id, { name }]): CaseChange => ({ type: 'deleted', id, name }));
  return [...present, ...gone];
}

/** A version, for JSON. */
export function versionOf({ number, version }: DatasetVersion) {
  return { versionNumber: number, version };
}
