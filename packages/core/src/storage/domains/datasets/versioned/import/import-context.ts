import type { NormalizedNewItem } from '../../../../../arguments/item-content.js';
import { failedBeforeWrite } from '../../../../../failures.js';
import type * as types from '../../../../types.js';
import type { RequiredVersion } from '../adapter/commits.js';
import type { Staging, StagingPrimitives } from '../adapter/staging.js';
import type { StorageContext } from '../context.js';
import type { RunFetch } from '../reading/scan-items.js';
import type { KnownSchemas } from '../schema-registry.js';
import type { RefusedNames } from './refused-names.js';

/** What an import works with. */
export interface ImportContext extends StorageContext {
  readonly staging: StagingPrimitives;
  readonly parseItem: (item: unknown, path: string) => NormalizedNewItem;
  /** The external id of an item that is refused; `null` when it has none. */
  readonly nameOf: (item: unknown) => string | null;
  /** Runs one step on the open storage. */
  readonly run: RunFetch;
  /** As `run`, while no other call of this storage changes the dataset. */
  readonly runAlone: RunFetch;
}

/** An import with what it found when it began. */
export interface Import extends Staging {
  readonly onConflict: types.OnConflict;
  readonly onDeleted: types.OnDeleted;
  readonly schemas: KnownSchemas;
  readonly expectedVersion: RequiredVersion;
  readonly onMissing: types.OnMissing;
  readonly maxDeleted: number | null;
  /** The external ids of refused items, where the import deletes what it does not name. */
  readonly refusedNames: RefusedNames | null;
}

/**
 * Runs a step that cannot change the dataset. When it fails, the error says that nothing changed.
 */
export function beforeCommit<Result>({ run }: ImportContext, step: () => Promise<Result>) {
  return run(step).catch((error: unknown) => {
    throw failedBeforeWrite(error);
  });
}
