import { versionArguments } from '../../../../arguments/index.js';
import type * as types from '../../../types.js';
import { SnapshotDigest } from '../content.js';
import type { BasicReads } from './basic-reads.js';
import { requireDataset } from './version.js';

/** Computes the digest of a snapshot from its items. */
export async function deriveDigest(
  storage: BasicReads,
  input: types.SnapshotDigestInput,
): Promise<string> {
  const { datasetId, version } = versionArguments.digest(input);
  const dataset = await requireDataset(storage, datasetId);
  const digest = new SnapshotDigest();
  const snapshot = { datasetId, version: version ?? dataset.version };
  for await (const item of storage.iterateItems(snapshot)) digest.add(item);
  // Deleting a dataset does not wait for its readers, and half a snapshot has no digest.
  await requireDataset(storage, datasetId);
  return digest.toString();
}
