import type { ImportItemsOutput, RejectedItem } from '@mastra-datasets/core';
import { requireJsonLines } from '../requests/body.js';
import { readLines } from '../requests/read-lines.js';
import { jsonAnswer } from '../responses/answers.js';
import { z } from 'zod';
import { importReport } from '../schemas/api-results.js';
import type { Call, Route } from './route.js';
import { invoke } from './invoke.js';

/** How many refused items a report tells; it counts all. */
const MOST_TOLD = 1_000;

function toldOf({ index, error }: RejectedItem) {
  return { index, code: error.code, detail: error.message, details: error.details };
}

async function importItems(call: Call): Promise<Response> {
  const { context, limits, argument, options } = call;
  requireJsonLines(context);
  const { body } = context.req.raw;
  const items = body === null ? [] : readLines(body, limits);
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
];
