import type {
  NormalizedItemUpdate,
  NormalizedNewItem,
} from '../../../../../arguments/item-content.js';
import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { ApplyChangesOutput, OnConflict, VersionReference } from '../../../../types.js';

/** One change of a call, its JSON normalised. */
export type Change =
  | { readonly type: 'add'; readonly item: NormalizedNewItem; readonly onConflict: OnConflict }
  | { readonly type: 'update'; readonly item: NormalizedItemUpdate }
  | { readonly type: 'delete'; readonly id: string };

/** What a call asks for: changes that happen in one commit, all or none. */
export interface MutationRequest {
  readonly datasetId: string;
  readonly changes: readonly Change[];
  /** What the caller calls the list of changes. */
  readonly path: 'changes' | 'items' | 'ids';
  readonly expectedVersion: VersionReference | null;
  readonly author: string | null;
  readonly message: string | null;
  /** Whether it may share its commit with other calls. */
  readonly groupable: boolean;
}

/** A call that waits for its outcome. */
export interface Mutation extends MutationRequest {
  resolve(output: ApplyChangesOutput): void;
  reject(error: unknown): void;
}

/** What a change touches, or `null` for a new item without an external id. */
function keyOf(change: Change): string | null {
  switch (change.type) {
    case 'add':
      return change.item.externalId === null ? null : `externalId:${change.item.externalId}`;
    case 'update':
      return `id:${change.item.id}`;
    case 'delete':
      return `id:${change.id}`;
  }
}

/** What the mutations of one commit have in common: what it keeps about itself. */
export function groupOf({ author, message }: MutationRequest): string {
  return author === null && message === null ? '' : JSON.stringify([author, message]);
}

/** About how much text a mutation writes, in bytes. */
export function sizeOf({ changes }: MutationRequest): number {
  return changes.reduce(
    (size, change) => size + (change.type === 'delete' ? 0 : change.item.sizeBound),
    0,
  );
}

/** Everything that a mutation touches. Throws `INVALID_ARGUMENT` when it names an item twice. */
export function keysOf({ changes, path }: MutationRequest): string[] {
  const keys = new Set<string>();
  for (const [index, change] of changes.entries()) {
    const key = keyOf(change);
    if (key === null) continue;
    if (keys.has(key)) {
      throw invalidArgument(`${path}[${index}]`, 'names an item for the second time');
    }
    keys.add(key);
  }
  return [...keys];
}
