import {
  DatasetsError,
  type DatasetItem,
  type ImportItemsOutput,
  type NewDatasetItem,
  type OnConflict,
  type RejectedItem,
} from '@mastra-datasets/core';
import { isObject, Prediction } from '@mastra-datasets/files';
import { requireJsonLines } from '../requests/body.js';
import { readLines } from '../requests/read-lines.js';
import { jsonAnswer } from '../responses/answers.js';
import { z } from 'zod';
import { importPreview, importReport } from '../schemas/api-results.js';
import type { Call, Route } from './route.js';
import { invoke } from './invoke.js';
import { requireDataset } from './missing.js';

/** How many refused items a report tells; it counts all. */
const MOST_TOLD = 10_000;

/** How many of the items that would be deleted a preview shows. */
const MOST_SHOWN = 5;

function toldOf({ index, error }: RejectedItem) {
  return { index, code: error.code, detail: error.message, details: error.details };
}

/** The values of the lines that a request sends. */
async function* linesOf({ context, limits }: Call): AsyncGenerator<unknown, void, undefined> {
  requireJsonLines(context);
  const { body } = context.req.raw;
  if (body !== null) yield* readLines(body, limits);
}

async function importItems(call: Call): Promise<Response> {
  const { context, argument, options } = call;
  requireJsonLines(context);
  const items = linesOf(call);
  const rejections: ReturnType<typeof toldOf>[] = [];
  const onRejected = (item: RejectedItem) => {
    if (rejections.length < MOST_TOLD) rejections.push(toldOf(item));
  };
  const output: ImportItemsOutput = await invoke(
    {
      ...call,
      argument: {
        ...argument,
        items,
        ...(options['onRejected'] === 'report' ? { onRejected } : {}),
      },
    },
    'importItems',
  );
  return jsonAnswer({ ...output, rejections });
}

/** Ends an import before its commit. */
class Stop extends Error {}

/** Does everything of an import but its commit, so that every line meets the checks it would meet. */
async function previewImport(call: Call): Promise<Response> {
  const { context, storage, argument, path } = call;
  requireJsonLines(context);
  const dataset = await requireDataset(storage, path['datasetId'] ?? '');
  const prediction = new Prediction(storage, dataset, {
    // Anything else is refused by the import itself.
    onConflict: (argument['onConflict'] ?? 'error') as OnConflict,
    deletesMissing: argument['onMissing'] === 'delete',
  });
  const told = { rejected: 0, rejections: [] as ReturnType<typeof toldOf>[] };
  const items = async function* (): AsyncGenerator<unknown, void, undefined> {
    for await (const item of linesOf(call)) {
      if (isObject(item)) await prediction.add(item as unknown as NewDatasetItem);
      yield item;
    }
  };
  const onRejected = (item: RejectedItem) => {
    told.rejected += 1;
    if (told.rejections.length < MOST_TOLD) told.rejections.push(toldOf(item));
    if (isObject(item.item)) prediction.remove(item.item);
  };
  const onProgress = ({ phase }: { readonly phase: string }) => {
    if (phase === 'commit') throw new Stop();
  };
  try {
    const whole = { ...argument, items: items(), onRejected, onProgress };
    await invoke({ ...call, argument: whole }, 'importItems');
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  const counts = await prediction.counts();
  const missing = await prediction.missing(MOST_SHOWN);
  requireFewEnough(missing.count, Number(argument['maxDeleted'] ?? Infinity));
  const { versionNumber } = dataset;
  const deletedItems: readonly DatasetItem[] = missing.first;
  return jsonAnswer({ versionNumber, ...counts, deleted: missing.count, deletedItems, ...told });
}

/** Throws `TOO_MANY_DELETIONS`, as the import would. */
function requireFewEnough(found: number, limit: number): void {
  if (found <= limit) return;
  const message = `The import would delete ${found} items; the limit is ${limit}.`;
  throw new DatasetsError('TOO_MANY_DELETIONS', message, { details: { found, limit } });
}

const onRejected = z.enum(['end', 'report']).optional().meta({
  description:
    'What to do with an item that is refused: `end` the import (the default), or leave it out and `report` it.',
});

/** The route that takes a stream of JSON Lines. */
export const importRoutes: readonly Route[] = [
  {
    operationId: 'importItems',
    calls: 'importItems',
    method: 'post',
    path: '/datasets/{datasetId}/imports',
    summary: 'Adds any number of items in one version, all or none: one JSON object a line.',
    writes: true,
    fields: { datasetId: 'datasetId' },
    rest: 'query',
    options: { onRejected },
    takesLines: true,
    condition: 'expectedVersion',
    success: { status: 200, schema: importReport },
    answer: importItems,
  },
  {
    operationId: 'previewImport',
    calls: 'importItems',
    method: 'post',
    path: '/datasets/{datasetId}/imports/preview',
    summary: 'Says what an import would do, and what it would leave out, but changes nothing.',
    writes: true,
    fields: { datasetId: 'datasetId' },
    rest: 'query',
    takesLines: true,
    condition: 'expectedVersion',
    success: { status: 200, schema: importPreview },
    answer: previewImport,
  },
];
