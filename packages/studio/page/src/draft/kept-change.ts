import type { DraftChange } from './draft.js';

/** A change as the browser keeps it. The number keeps their order. */
export interface KeptChange {
  readonly order: number;
  readonly change: DraftChange;
}
