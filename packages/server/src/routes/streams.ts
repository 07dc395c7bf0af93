import type { DatasetDiff, DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { isImmutable, linesAnswer } from '../responses/answers.js';
import { tagOfNumber } from '../responses/entity-tags.js';
import { diffLine, exportedItem } from '../schemas/api-results.js';
import { datasetItem } from '../schemas/results.js';
import { invoke } from './invoke.js';
import { explainNothing, requireDataset } from './missing.js';
import type { Call, Route } from './route.js';

const DATASET = '/datasets/{datasetId}';
const inDataset = { datasetId: 'datasetId' };

/** What begins to come from the items that a request asks for. */
async function beginItems({ storage, argument, path }: Call) {
  const items = iterate(storage, argument);
  const first = await items.next();
  await explainNothing(storage, path['datasetId'] ?? '', first.done === true);
  return { first, items };
}

/** The storage checks the argument by itself, so this passes on anything. */
function iterate(storage: DatasetsStorage, argument: object): AsyncIterator<DatasetItem> {
  const method = storage.iterateItems.bind(storage) as (
    argument: unknown,
  ) => AsyncIterable<DatasetItem>;
  return method(argument)[Symbol.asyncIterator]();
}

async function streamItems(call: Call): Promise<Response> {
  const { first, items } = await beginItems(call);
  const { version } = call.argument;
  const immutable = isImmutable(call.argument, 'version');
  const tag = typeof version === 'number' ? tagOfNumber(version) : undefined;
  return linesAnswer(first, items, { immutable, tag: isWhole(call) ? tag : undefined });
}

/** Whether a request asks for a version as it is, without conditions. */
function isWhole({ argument }: Call): boolean {
  const others = Object.keys(argument).filter((name) => argument[name] !== undefined);
  return others.every((name) => name === 'datasetId' || name === 'version');
}

/** What an import takes of an item. */
function contentOf(item: DatasetItem): object {
  const { externalId, input, expectedOutput, context, splits, source, attributes } = item;
  return { externalId, input, expectedOutput, context, splits, source, attributes };
}

/** What imports take of items; what was purged stays away. */
async function* contents({
  first,
  items,
}: {
  first: IteratorResult<DatasetItem>;
  items: AsyncIterator<DatasetItem>;
}): AsyncGenerator<object, void, undefined> {
  try {
    for (let next = first; next.done !== true; next = await items.next()) {
      if (next.value.purgedAt === undefined) yield contentOf(next.value);
    }
  } finally {
    await items.return?.();
  }
}

async function exportItems(call: Call): Promise<Response> {
  const { storage, argument, path } = call;
  const { name } = await requireDataset(storage, path['datasetId'] ?? '');
  // In this order, an import makes the same order again.
  const isOrdered = argument['order'] !== undefined || argument['orderBy'] !== undefined;
  const order = isOrdered ? {} : { order: 'oldest' };
  const begun = await beginItems({ ...call, argument: { ...argument, ...order } });
  const lines = contents(begun);
  const immutable = isImmutable(argument, 'version');
  return linesAnswer(await lines.next(), lines, { immutable, fileName: `${name}.jsonl` });
}

async function* diffLines(diff: DatasetDiff): AsyncGenerator<object, void, undefined> {
  const { datasetId, from, to, summary } = diff;
  yield { type: 'summary', datasetId, from, to, ...summary };
  yield* diff;
}

/** The routes whose answers are streams of JSON Lines. */
export const streamRoutes: readonly Route[] = [
  {
    operationId: 'getItemsByVersion',
    calls: 'getItemsByVersion',
    method: 'get',
    path: `${DATASET}/versions/{version}/items`,
    summary: 'Streams every item of a version, newest first.',
    writes: false,
    fields: { datasetId: 'datasetId', version: 'version' },
    rest: 'query',
    success: { status: 200, schema: datasetItem, isStream: true },
    answer: streamItems,
  },
  {
    operationId: 'iterateItems',
    calls: 'iterateItems',
    method: 'get',
    path: `${DATASET}/items/stream`,
    summary: 'Streams the items of a version, as many as there are.',
    writes: false,
    fields: inDataset,
    rest: 'query',
    success: { status: 200, schema: datasetItem, isStream: true },
    answer: streamItems,
  },
  {
    operationId: 'iterateQueriedItems',
    calls: 'iterateItems',
    method: 'post',
    path: `${DATASET}/items/stream`,
    summary: 'Does what `iterateItems` does, for conditions that are too long for an address.',
    writes: false,
    fields: inDataset,
    rest: 'body',
    success: { status: 200, schema: datasetItem, isStream: true },
    answer: streamItems,
  },
  {
    operationId: 'exportItems',
    calls: 'iterateItems',
    method: 'get',
    path: `${DATASET}/export`,
    summary: 'Streams the content of items as a file that imports take, oldest first.',
    writes: false,
    fields: inDataset,
    rest: 'query',
    success: { status: 200, schema: exportedItem, isStream: true },
    answer: exportItems,
  },
  {
    operationId: 'diffVersions',
    calls: 'diffVersions',
    method: 'get',
    path: `${DATASET}/diff`,
    summary: 'Compares two versions: a summary, then each item that differs.',
    writes: false,
    fields: inDataset,
    rest: 'query',
    success: { status: 200, schema: diffLine, isStream: true },
    answer: async (call) => {
      const lines = diffLines(await invoke(call, 'diffVersions'));
      const immutable = isImmutable(call.argument, 'from', 'to');
      return linesAnswer(await lines.next(), lines, { immutable });
    },
  },
];
