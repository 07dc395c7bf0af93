import { DatasetsError, type VersionedDatasetsStorageOptions } from '@mastra-datasets/core';
import type { Client, Config } from '@libsql/client';

/** The longest that other writers are waited for, in milliseconds, where nobody says otherwise. */
export const DEFAULT_BUSY_TIMEOUT_MS = 10_000;

/** What every configuration takes. */
export interface LibSQLBaseOptions extends VersionedDatasetsStorageOptions {
  /**
   * Put before every table name, to live beside tables of the same names: a letter or underscore,
   * then letters, digits and underscores. Default none.
   */
  readonly tablePrefix?: string | undefined;
  /**
   * How long to wait for other writers before `STORAGE_BUSY`, in milliseconds. Default
   * {@link DEFAULT_BUSY_TIMEOUT_MS}.
   */
  readonly busyTimeoutMs?: number | undefined;
}

/** Opens a database by its address; `close()` closes it. */
export interface LibSQLUrlOptions
  extends
    LibSQLBaseOptions,
    Pick<Config, 'authToken' | 'syncUrl' | 'syncInterval' | 'encryptionKey' | 'tls'> {
  /** `file:` for a local file, `:memory:`, or `libsql:`, `http(s):`, `ws(s):` for a server. */
  readonly url: string;
  readonly client?: never;
}

/**
 * Uses a client that the caller opened, configured, and closes. A local client should have a busy
 * `timeout` if other processes write to its file: its driver leaves a connection that met a busy
 * database unusable for a while, and only with `url` can this library replace it.
 */
export interface LibSQLClientOptions extends LibSQLBaseOptions {
  readonly client: Client;
  readonly url?: never;
}

/** Options of `DatasetsLibSQL`. */
export type DatasetsLibSQLOptions = LibSQLUrlOptions | LibSQLClientOptions;

const PREFIX = /^[A-Za-z_][A-Za-z0-9_]*$/;

function invalid(path: string, reason: string): DatasetsError {
  return new DatasetsError('INVALID_ARGUMENT', `${path}: ${reason}.`, {
    details: { path, reason },
  });
}

/** Throws `INVALID_ARGUMENT` for options that cannot work. */
export function checkOptions(options: DatasetsLibSQLOptions): void {
  if (typeof options !== 'object') throw invalid('options', 'not an object');
  const { url, client, tablePrefix = '', busyTimeoutMs = 0 } = options;
  if (client === undefined && (typeof url !== 'string' || url === '')) {
    throw invalid('url', 'either url or client is needed');
  }
  if (tablePrefix !== '' && !PREFIX.test(tablePrefix)) {
    throw invalid('tablePrefix', 'neither empty nor a plain SQL name');
  }
  if (!Number.isFinite(busyTimeoutMs) || busyTimeoutMs < 0) {
    throw invalid('busyTimeoutMs', 'not a number of milliseconds');
  }
}
