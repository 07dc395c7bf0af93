import { isImmutable, itemAnswer, hashedAnswer } from '../responses/answers.js';
import * as results from '../schemas/results.js';
import { z } from 'zod';
import { invoke } from './invoke.js';
import { explainNothing, requireItem } from './missing.js';
import type { Call, Route } from './route.js';

const NAMED = '/datasets/{datasetId}/external-ids/{externalId}';
const named = { datasetId: 'datasetId', externalId: 'externalId' };
const history = z
  .strictObject({ states: z.array(results.datasetItemState) })
  .meta({ id: 'ItemHistory', description: 'Every state of an item, newest first.' });

async function getHistory(call: Call): Promise<Response> {
  const states = await invoke(call, 'getItemHistory');
  await requireItem(call.storage, states[0]?.item, call.path);
  return hashedAnswer({ states });
}

/** The history of the item that a path names, in whichever dataset it is. */
const historyOfItem = {
  calls: 'getItemHistory',
  method: 'get',
  writes: false,
  fields: { itemId: 'id' },
  given: { datasetId: undefined, externalId: undefined },
  rest: 'query',
  success: { status: 200, schema: history },
  answer: getHistory,
} as const;

/** The routes of what items were, of their external ids and of their splits. */
export const nameRoutes: readonly Route[] = [
  {
    ...historyOfItem,
    operationId: 'getItemHistory',
    path: '/items/{itemId}/history',
    summary: 'Gives every state of an item of any dataset, newest first, also of a deleted one.',
  },
  {
    ...historyOfItem,
    operationId: 'getItemHistoryOfDataset',
    path: '/datasets/{datasetId}/items/{itemId}/history',
    summary: 'Gives every state of an item, newest first, also of a deleted one.',
  },
  {
    operationId: 'getItemByExternalId',
    calls: 'getItemByExternalId',
    method: 'get',
    path: NAMED,
    summary: 'Gives the item that has an external id at a version.',
    writes: false,
    fields: named,
    rest: 'query',
    success: { status: 200, schema: results.datasetItem },
    answer: async (call) => {
      const { storage, argument, path } = call;
      const item = await invoke(call, 'getItemByExternalId');
      const immutable = isImmutable(argument, 'version');
      return itemAnswer(await requireItem(storage, item, path), { immutable });
    },
  },
  {
    operationId: 'getItemHistoryByExternalId',
    calls: 'getItemHistory',
    method: 'get',
    path: `${NAMED}/history`,
    summary: 'Gives every state of the item that an external id names, newest first.',
    writes: false,
    fields: named,
    given: { id: undefined },
    rest: 'query',
    success: { status: 200, schema: history },
    answer: getHistory,
  },
  {
    operationId: 'listSplits',
    calls: 'listSplits',
    method: 'get',
    path: '/datasets/{datasetId}/splits',
    summary: 'Lists the splits of a version by name, with how many items each has.',
    writes: false,
    fields: { datasetId: 'datasetId' },
    rest: 'query',
    success: {
      status: 200,
      schema: z.strictObject({ splits: z.array(results.datasetSplit) }).meta({ id: 'Splits' }),
    },
    answer: async (call) => {
      const { storage, argument, path } = call;
      const splits = await invoke(call, 'listSplits');
      await explainNothing(storage, path['datasetId'] ?? '', splits.length === 0);
      return hashedAnswer({ splits }, { immutable: isImmutable(argument, 'version') });
    },
  },
];
