import type { DatasetsPrimitives } from '../adapter/primitives.js';

/** Where a copy goes from and to. */
export interface CopyEnds {
  readonly source: DatasetsPrimitives;
  readonly target: DatasetsPrimitives;
  /** Called when something was written to the target. */
  readonly noteWrite: () => void;
}
