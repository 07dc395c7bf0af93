import type {
  NormalizedItemUpdate,
  NormalizedNewItem,
} from '../../../../../arguments/item-content.js';
import type {
  ApplyChangesOutput,
  OnConflict,
  OnDeleted,
  VersionReference,
} from '../../../../types.js';

/** An addition, its JSON normalised. */
export interface AddChange {
  readonly type: 'add';
  readonly item: NormalizedNewItem;
  readonly onConflict: OnConflict;
  readonly onDeleted: OnDeleted;
}

/** One change of a call, its JSON normalised. */
export type Change =
  | AddChange
  | { readonly type: 'update'; readonly item: NormalizedItemUpdate }
  | {
      readonly type: 'delete';
      readonly id: string;
      readonly expectedItemVersion?: Date | number | undefined;
    };

/** What a call asks for: changes that happen in one commit, all or none. */
export interface MutationRequest {
  readonly datasetId: string;
  readonly changes: readonly Change[];
  /** The name of the caller's list of changes, for errors. */
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

/** A key of author and message. Only mutations with the same key may share a commit. */
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
