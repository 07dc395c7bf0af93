import {
  VERSIONED_STORAGE_OPTIONS,
  VersionedDatasetsStorage,
  checkOptionNames,
  type OptionNames,
  type VersionedDatasetsStorageOptions,
} from '@mastra-datasets/core/storage';
import { SqliteDatabase } from './database.js';
import { sqlitePrimitives } from './primitives.js';

/** Options of {@link DatasetsSQLite}. */
export interface DatasetsSQLiteOptions extends VersionedDatasetsStorageOptions {
  /** The path of the file, or `:memory:`. */
  readonly file: string;
  /** The longest that others who write are waited for, in milliseconds; default 5000. */
  readonly busyTimeoutMs?: number | undefined;
}

const OPTION_NAMES: OptionNames<DatasetsSQLiteOptions> = {
  ...VERSIONED_STORAGE_OPTIONS,
  file: true,
};

/** Datasets in a SQLite file. */
export class DatasetsSQLite extends VersionedDatasetsStorage {
  constructor(options: DatasetsSQLiteOptions) {
    checkOptionNames(options, OPTION_NAMES);
    const { file, busyTimeoutMs = 5_000, ...others } = options;
    const primitives = sqlitePrimitives(new SqliteDatabase(file, busyTimeoutMs));
    super(primitives, { ...others, busyTimeoutMs });
  }
}
