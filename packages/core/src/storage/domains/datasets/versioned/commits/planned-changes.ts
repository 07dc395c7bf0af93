import { invalidArgument } from '../../../../../arguments/invalid.js';
import type { SchemaSubject } from '../../../../../schemas/validator.js';
import { mapInTurns } from '../../../../../turn.js';
import type { DatasetItemChangeResult } from '../../../../types.js';
import type { CommitRequest, ItemInsert, ItemUpdate, NumberedVersion } from '../adapter/commits.js';
import { insertedItem } from '../adapter/inserted-item.js';
import type { ItemRecord, NamedItem } from '../adapter/records.js';
import { toItem } from '../reading/results.js';
import type { Targets } from './change-targets.js';
import type { Change, MutationRequest } from './mutations.js';
import {
  planChange,
  type KeptItem,
  type PlannedChange,
  type PlannerOptions,
} from './plan-change.js';

/**
 * Names the item that a change is about: by its id when the item is known, by its external id when
 * not. `null` for a new item without an external id. `existing` holds the items that additions
 * meet, by external id. Two changes with the same identity change the same item, even when one call
 * names it by id and the other by external id.
 */
function identityOf(change: Change, existing: Targets['byExternalId']): string | null {
  if (change.type === 'update') return `id:${change.item.id}`;
  if (change.type === 'delete') return `id:${change.id}`;
  const { externalId } = change.item;
  if (externalId === null) return null;
  const met = existing.get(externalId);
  return met === undefined ? `externalId:${externalId}` : `id:${met.item.id}`;
}

/** Every identity that a call is about. Throws `INVALID_ARGUMENT` when it names an item twice. */
export function identitiesOf(
  { changes, path }: MutationRequest,
  existing: Targets['byExternalId'],
): ReadonlySet<string> {
  const identities = new Set<string>();
  for (const [index, change] of changes.entries()) {
    const identity = identityOf(change, existing);
    if (identity === null) continue;
    if (identities.has(identity)) {
      throw invalidArgument(`${path}[${index}]`, 'names an item for the second time');
    }
    identities.add(identity);
  }
  return identities;
}

/** The item that a change meets or looks at, where it was read. */
function targetOf(change: Change, { byExternalId, byId }: Targets): NamedItem | undefined {
  if (change.type === 'add') return byExternalId.get(change.item.externalId ?? '');
  return byId.get(change.type === 'update' ? change.item.id : change.id);
}

/** Decides what changes do, and remembers it: most of it is the same in the next try. */
export class ChangePlanner {
  readonly #options: PlannerOptions;
  readonly #planned = new Map<
    Change,
    { readonly met: NamedItem | undefined; readonly change: PlannedChange }
  >();

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** Decides what each change of a call does. */
  plan({ changes }: MutationRequest, targets: Targets): Promise<PlannedChange[]> {
    return mapInTurns(changes, (change) => {
      const met = targetOf(change, targets);
      const known = this.#planned.get(change);
      if (known !== undefined && known.met === met) return known.change;
      const planned = planChange(this.#options, change, met);
      this.#planned.set(change, { met, change: planned });
      return planned;
    });
  }
}

/** Groups planned changes into the fields of a commit. */
export function groupByAction(
  planned: readonly PlannedChange[],
): Pick<CommitRequest, 'inserts' | 'updates' | 'deletes' | 'kept'> {
  const inserts: ItemInsert[] = [];
  const updates: ItemUpdate[] = [];
  const deletes: string[] = [];
  const kept: KeptItem[] = [];
  for (const change of planned) {
    const basis = keptBy(change);
    if (basis !== null) kept.push(basis);
    if (change.action === 'added') inserts.push(change.insert);
    else if (change.action === 'updated') updates.push(change.update);
    else if (change.action === 'deleted') deletes.push(change.id);
  }
  return { inserts, updates, deletes, kept };
}

/** The state of an item that has to be the current one for a change; `null` where any will do. */
function keptBy(change: PlannedChange): KeptItem | null {
  if (change.action === 'unchanged') return change.record;
  return change.action === 'added' ? null : (change.basis ?? null);
}

/** The values of a planned change that the schemas have to accept; `null` where it sets none. */
export function subjectOf(change: PlannedChange, index: number): SchemaSubject | null {
  switch (change.action) {
    case 'added':
      return makeSubject(index, knownId(change.insert), change.insert);
    case 'updated':
      return makeSubject(index, change.update.id, change.update);
    default:
      return null;
  }
}

/** The id of an item that callers know already, such as a restored one. */
function knownId({ id, createdAt }: ItemInsert): string | undefined {
  return createdAt === null ? undefined : id;
}

function makeSubject(
  index: number,
  id: string | undefined,
  documents: Pick<ItemUpdate, 'input' | 'expectedOutput'>,
): SchemaSubject {
  return {
    index,
    ...(id === undefined ? {} : { id }),
    input: documents.input?.toValue(),
    expectedOutput: documents.expectedOutput?.toValue(),
  };
}

/** Describes what planned changes did, once they are committed. */
export function describeResults(
  datasetId: string,
  planned: readonly PlannedChange[],
  commit: NumberedVersion,
  updated: ReadonlyMap<string, ItemRecord>,
): Promise<DatasetItemChangeResult[]> {
  return mapInTurns(planned, (change): DatasetItemChangeResult => {
    const { action } = change;
    switch (action) {
      case 'added': {
        const item = toItem(insertedItem(datasetId, commit, change.insert));
        return { action, id: item.id, item };
      }
      case 'updated': {
        const record = updated.get(change.update.id);
        if (record === undefined) {
          throw new Error(`The commit did not return the item ${change.update.id}.`);
        }
        return { action, id: record.id, item: toItem(record) };
      }
      case 'deleted':
        return { action, id: change.id, item: null };
      case 'unchanged':
        return { action, id: change.record.id, item: toItem(change.record) };
    }
  });
}
