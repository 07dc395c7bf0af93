import {
  DatasetsError,
  VersionedDatasetsStorage,
  type CopyDatasetOutput,
  type CopyProgress,
} from '@mastra-datasets/core';
import type { MastraConnection } from '../connection/connection.js';
import { inGivenOrder, inNameOrder } from '../tables/content.js';
import { TablesReader } from '../tables/reader.js';
import { MastraReads } from '../tables/reads.js';
import { MastraWrites } from '../writing/writes.js';
import { describeLoss, LossFinder, type MigrationLoss } from './losses.js';
import { MastraView } from './mastra-view.js';

/** How far a migration has come. */
export interface MigrationProgress extends CopyProgress {
  readonly datasetId: string;
  /** Which of the datasets this is, from 1 on. */
  readonly dataset: number;
  /** How many datasets there are. */
  readonly datasets: number;
}

/** What is migrated, and who is told. */
export interface MigrationOptions {
  /** Only these datasets; default: all. */
  readonly datasetIds?: readonly string[] | undefined;
  /** Called after each version. */
  readonly onProgress?: ((progress: MigrationProgress) => void) | undefined;
}

/** Options of a migration to Mastra's tables. */
export interface MigrationToMastraOptions extends MigrationOptions {
  /** Whether to go on where something is lost; default `false`. */
  readonly acceptLosses?: boolean | undefined;
}

/** A dataset that was migrated. */
export interface MigratedDataset extends CopyDatasetOutput {
  readonly name: string;
  /**
   * How many versions have a time of their own now that Mastra's do not: there, versions within a
   * millisecond have the same.
   */
  readonly movedVersions: number;
}

/** What a migration did. */
export interface MigrationResult {
  readonly datasets: readonly MigratedDataset[];
}

/** What a migration to Mastra's tables did. */
export interface MigrationToMastraResult extends MigrationResult {
  /** What was left out. */
  readonly losses: readonly MigrationLoss[];
}

/** The contract over a part of an adapter. */
class StorageOf extends VersionedDatasetsStorage {}

/**
 * Copies datasets from the tables of Mastra's own stores, which it only reads, to a storage: every
 * version, item, external id and field, with their ids and times. A version that is as old as the
 * one before it, or older, becomes a millisecond younger than it. Each version is compared as both
 * give it. An interrupted copy goes on where it ended when it is called again; one that is repeated
 * brings what came since.
 *
 * Rejects with `SCHEMA_MISMATCH` where the tables are not Mastra's, with `DATASET_NOT_FOUND`, and
 * with `VERSION_CONFLICT` where the target has a dataset of the same id with other versions.
 */
export async function copyFromMastra(
  connection: MastraConnection,
  target: VersionedDatasetsStorage,
  options: MigrationOptions = {},
): Promise<MigrationResult> {
  const reader = new TablesReader(connection);
  const source = new StorageOf(new MastraReads(reader));
  await source.init();
  const ids = options.datasetIds ?? (await reader.datasetIds());
  return { datasets: await copyAll(source, target, reader, ids, options.onProgress) };
}

/**
 * Copies datasets from a storage to the tables of Mastra's own stores, which have to be there, as
 * {@link copyFromMastra} does the other way. What the tables have no place for is looked for first,
 * and nothing is written where there is any, unless that is accepted.
 *
 * Rejects as {@link copyFromMastra} does, and with `NOT_SUPPORTED` where something would be lost
 * (details: `losses`), or cannot be stored at all.
 */
export async function copyToMastra(
  source: VersionedDatasetsStorage,
  connection: MastraConnection,
  options: MigrationToMastraOptions = {},
): Promise<MigrationToMastraResult> {
  const { dialect } = connection;
  const makeDocument = dialect.keepsMemberOrder ? inGivenOrder : inNameOrder;
  const reader = new TablesReader(connection, makeDocument);
  const columns = await reader.columns();
  await source.init();
  const whole = VersionedDatasetsStorage.primitivesOf(source);
  await whole.refresh?.();
  const ids = options.datasetIds ?? (await datasetIdsOf(source));
  const finder = new LossFinder(whole, columns, dialect);
  for (const id of ids) await finder.lookThrough(id);
  const { losses } = finder;
  if (losses.length > 0 && options.acceptLosses !== true) throw wouldLose(losses);
  const view = new StorageOf(new MastraView(whole, columns, makeDocument));
  const target = new StorageOf(new MastraWrites(reader));
  return { datasets: await copyAll(view, target, reader, ids, options.onProgress), losses };
}

async function datasetIdsOf(source: VersionedDatasetsStorage): Promise<string[]> {
  const { datasets } = await source.listDatasets({
    pagination: { page: 0, perPage: false },
    orderBy: { field: 'createdAt', direction: 'asc' },
  });
  return datasets.map(({ id }) => id);
}

async function copyAll(
  source: VersionedDatasetsStorage,
  target: VersionedDatasetsStorage,
  reader: TablesReader,
  ids: readonly string[],
  onProgress: MigrationOptions['onProgress'],
): Promise<MigratedDataset[]> {
  const migrated: MigratedDataset[] = [];
  for (const [index, datasetId] of ids.entries()) {
    const place = { datasetId, dataset: index + 1, datasets: ids.length };
    const copy = await source.copyDatasetTo(target, {
      datasetId,
      onProgress: (progress) => onProgress?.({ ...progress, ...place }),
    });
    const found = await reader.dataset(datasetId);
    const { name = '' } = found?.record ?? {};
    migrated.push({ ...copy, name, movedVersions: found?.index.timeline.moved ?? 0 });
  }
  return migrated;
}

function wouldLose(losses: readonly MigrationLoss[]): DatasetsError {
  return new DatasetsError(
    'NOT_SUPPORTED',
    `Mastra's tables have no place for: ${losses.map(describeLoss).join('; ')}. Nothing was ` +
      'copied.',
    { details: { losses } },
  );
}
