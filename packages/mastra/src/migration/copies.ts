import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import {
  copyFromMastra as copyFromTables,
  copyToMastra as copyToTables,
  type MigrationOptions,
  type MigrationResult,
  type MigrationToMastraOptions,
  type MigrationToMastraResult,
} from '@mastra-datasets/migration';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { connectionOf } from '../store/database.js';
import { refuseHarm } from '../store/shared-database.js';

/**
 * Copies the datasets of a store of Mastra's own (`LibSQLStore`, `PostgresStore`) to a storage of
 * this library: every version, item, external id and field, with their ids and times. The store is
 * only read. A version that is as old as the one before it, or older, becomes a millisecond younger
 * than it. Each version is compared as both give it. An interrupted copy goes on where it ended when
 * it is called again; one that is repeated brings what came since.
 *
 * Rejects with a `DatasetsError`: `NOT_SUPPORTED` for any other store, `SCHEMA_MISMATCH` where it
 * has no tables yet, `DATASET_NOT_FOUND`, and `VERSION_CONFLICT` where the target has a dataset of
 * the same id with other versions. Where both would harm each other in one database, it rejects as
 * `withVersionedDatasets` does.
 */
export async function copyFromMastra(
  store: MastraCompositeStore,
  target: VersionedDatasetsStorage,
  options: MigrationOptions = {},
): Promise<MigrationResult> {
  const connection = connectionOf(store);
  await refuseHarm(store, target);
  return copyFromTables(connection, target, options);
}

/**
 * Copies the datasets of a storage to a store of Mastra's own, as {@link copyFromMastra} does the
 * other way. Mastra has no place for tags, splits, who made a version and its message, nor for
 * attributes of other names than its fields. Whether there is any of that is looked for first, and
 * nothing is copied then, unless `acceptLosses` is set. The store makes its tables first.
 *
 * Rejects as {@link copyFromMastra} does, and with `NOT_SUPPORTED` where something would be lost
 * (details: `losses`), or cannot be stored at all.
 */
export async function copyToMastra(
  source: VersionedDatasetsStorage,
  store: MastraCompositeStore,
  options: MigrationToMastraOptions = {},
): Promise<MigrationToMastraResult> {
  const connection = connectionOf(store);
  await refuseHarm(store, source);
  await store.init();
  return copyToTables(source, connection, options);
}
