import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { itemJson, type Change, type ChangeResult, type ItemJson } from '../journal.js';

/** A call that changes a dataset. */
export interface Call {
  readonly datasetId: string;
  /** Unique among all calls. */
  readonly token: string;
  readonly method:
    'addItem' | 'updateItem' | 'deleteItem' | 'addItems' | 'importItems' | 'applyChanges';
  readonly changes: readonly Change[];
  readonly expectedVersion: Date | null;
}

/** What the storage answered to a call. */
export interface Outcome {
  /** `null` where the method tells none. */
  readonly version: Date | null;
  /** One for each change; `null` where the method tells none. */
  readonly results: readonly ChangeResult[] | null;
}

/** An item as JSON. */
export function toJson(item: DatasetItem): ItemJson {
  return itemJson.parse(JSON.parse(JSON.stringify(item)));
}

function outcomeOf(action: 'added' | 'updated', item: DatasetItem): Outcome {
  return { version: item.version, results: [{ action, id: item.id, item: toJson(item) }] };
}

function firstOf({ changes }: Call): Change {
  const [first] = changes;
  if (first === undefined) throw new Error('A call without changes.');
  return first;
}

function expecting({ expectedVersion }: Call): { expectedVersion?: Date } {
  return expectedVersion === null ? {} : { expectedVersion };
}

/** What the methods for one kind of change take, which know what kind it is. */
function contentOf<Given extends Change>(change: Given): Omit<Given, 'type'> {
  const content: Omit<Given, 'type'> & { type?: unknown } = { ...change };
  delete content.type;
  return content;
}

/** Makes a call once. */
export async function perform(storage: DatasetsStorage, call: Call): Promise<Outcome> {
  const { datasetId, changes, token } = call;
  const first = firstOf(call);
  if (call.method === 'addItem' && first.type === 'add') {
    return outcomeOf(
      'added',
      await storage.addItem({ datasetId, ...contentOf(first), ...expecting(call) }),
    );
  }
  if (call.method === 'updateItem' && first.type === 'update') {
    const item = await storage.updateItem({ datasetId, ...contentOf(first), ...expecting(call) });
    return outcomeOf('updated', item);
  }
  if (call.method === 'deleteItem' && first.type === 'delete') {
    await storage.deleteItem({ datasetId, id: first.id, ...expecting(call) });
    return { version: null, results: [{ action: 'deleted', id: first.id, item: null }] };
  }
  const items = changes.flatMap((change) => (change.type === 'add' ? contentOf(change) : []));
  if (call.method === 'importItems') {
    const { version } = await storage.importItems({ datasetId, items, message: token });
    return { version, results: null };
  }
  if (call.method === 'addItems') {
    const added = await storage.addItems({ datasetId, items, message: token });
    return {
      version: added[0]?.version ?? null,
      results: added.map((item) => ({ action: 'added', id: item.id, item: toJson(item) })),
    };
  }
  const output = await storage.applyChanges({
    datasetId,
    message: token,
    ...expecting(call),
    // An addition whose key is taken becomes an update.
    changes: changes.map((change) =>
      change.type === 'add' ? { ...change, onConflict: 'update' as const } : change,
    ),
  });
  return {
    version: output.version,
    results: output.results.map(({ action, id, item }) => ({
      action,
      id,
      item: item === null ? null : toJson(item),
    })),
  };
}
