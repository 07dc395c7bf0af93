import type { Clock } from '../../../../clock.js';
import type { DatasetsLimits } from '../../../../limits.js';
import type { DatasetsPrimitives } from './adapter/primitives.js';
import type { SchemaRegistry } from './schema-registry.js';

/** What the parts of a versioned storage share. */
export interface StorageContext {
  readonly primitives: DatasetsPrimitives;
  readonly clock: Clock;
  /** How long a change is tried again while other writers are faster, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** How long after its last chunk an import counts as abandoned, in milliseconds. */
  readonly abandonedImportMs: number;
  readonly schemas: SchemaRegistry;
  readonly limits: DatasetsLimits;
}
