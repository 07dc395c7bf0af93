import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DatasetItem } from '@mastra-datasets/core';
import { itemJson, type Change, type ItemJson } from '../journal.js';

/** The items of a version as JSON text, by id. */
export type Snapshot = ReadonlyMap<string, string>;

/** How an item differs from the version before. */
export type Difference = 'added' | 'updated' | 'deleted';

export function toSnapshot(items: readonly DatasetItem[]): Snapshot {
  return new Map(items.map((item) => [item.id, JSON.stringify(item)]));
}

/** Gives an item of a snapshot; `null` when it has none. */
export function itemOf(snapshot: Snapshot, id: string): ItemJson | null {
  const text = snapshot.get(id);
  return text === undefined ? null : itemJson.parse(JSON.parse(text));
}

export function digestOf(items: readonly DatasetItem[]): string {
  return createHash('sha256').update(JSON.stringify(items)).digest('hex');
}

/** Every item that differs between two versions. */
export function differencesOf(before: Snapshot, after: Snapshot): Map<string, Difference> {
  const differences = new Map<string, Difference>();
  for (const [id, item] of after) {
    const former = before.get(id);
    if (former === undefined) differences.set(id, 'added');
    else if (former !== item) differences.set(id, 'updated');
  }
  for (const id of before.keys()) {
    if (!after.has(id)) differences.set(id, 'deleted');
  }
  return differences;
}

/** Two versions that follow one another. */
export interface Step {
  readonly version: string;
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** The ids of new and changed items in `after`, by external id. */
  readonly idsByExternalId: ReadonlyMap<unknown, string>;
}

const FIELDS = ['input', 'expectedOutput', 'context'] as const;

function holds(item: ItemJson, expected: Readonly<Record<string, unknown>>): boolean {
  return FIELDS.every((field) => isDeepStrictEqual(item[field], expected[field]));
}

/** Finds the item that a change was made to in a step; `null` when the change was not made there. */
export function findChanged(change: Change, { version, before, after, idsByExternalId }: Step) {
  switch (change.type) {
    case 'add': {
      const id = idsByExternalId.get(change.externalId) ?? '';
      const item = itemOf(after, id);
      return item?.['version'] === version && holds(item, change) ? id : null;
    }
    case 'update': {
      const former = itemOf(before, change.id);
      const item = itemOf(after, change.id);
      if (former === null || item?.['version'] !== version) return null;
      const { input, expectedOutput = former['expectedOutput'] } = change;
      const context = change.context === undefined ? former['context'] : change.context;
      return holds(item, { input, expectedOutput, context: context ?? undefined })
        ? change.id
        : null;
    }
    case 'delete':
      return before.has(change.id) && !after.has(change.id) ? change.id : null;
  }
}
