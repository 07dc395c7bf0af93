import {
  VersionedDatasetsStorage,
  type VersionedDatasetsStorageOptions,
} from '@mastra-datasets/core/storage';
import { SqliteDatabase } from './database.js';
import { sqlitePrimitives } from './primitives.js';

/** Options of {@link DatasetsSQLite}. */
export interface DatasetsSQLiteOptions extends VersionedDatasetsStorageOptions {
  /** The path of the file, or `:memory:`. */
  readonly file: string;
  /** The longest that another process which writes is waited for, in milliseconds; default 5000. */
  readonly busyTimeoutMs?: number | undefined;
}

/** Datasets in a SQLite file. */
export class DatasetsSQLite extends VersionedDatasetsStorage {
  constructor({ file, busyTimeoutMs = 5_000, ...options }: DatasetsSQLiteOptions) {
    super(sqlitePrimitives(new SqliteDatabase(file, busyTimeoutMs)), options);
  }
}
