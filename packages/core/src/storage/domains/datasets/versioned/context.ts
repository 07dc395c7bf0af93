import type { Clock } from '../../../../clock.js';
import type { DatasetsPrimitives } from './adapter/primitives.js';
import type { SchemaRegistry } from './schema-registry.js';

/** What the parts of a versioned storage share. */
export interface StorageContext {
  readonly primitives: DatasetsPrimitives;
  readonly clock: Clock;
  readonly schemas: SchemaRegistry;
}
