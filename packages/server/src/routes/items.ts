import {
  emptyAnswer,
  isImmutable,
  itemAnswer,
  hashedAnswer,
  jsonAnswer,
} from '../responses/answers.js';
import { items } from '../schemas/api-results.js';
import * as results from '../schemas/results.js';
import { invoke } from './invoke.js';
import { explainNothing, requireItem } from './missing.js';
import type { Call, Route } from './route.js';

const ITEMS = '/datasets/{datasetId}/items';
const ITEM = `${ITEMS}/{itemId}`;
const inDataset = { datasetId: 'datasetId' };
const itemOfDataset = { datasetId: 'datasetId', itemId: 'id' };

async function listItems(call: Call): Promise<Response> {
  const { storage, argument, path } = call;
  const list = await invoke(call, 'listItems');
  await explainNothing(storage, path['datasetId'] ?? '', list.pagination.total === 0);
  return hashedAnswer(list, { immutable: isImmutable(argument, 'version') });
}

async function getItem(call: Call): Promise<Response> {
  const item = await requireItem(call.storage, await invoke(call, 'getItemById'), call.path);
  return itemAnswer(item, { immutable: isImmutable(call.argument, 'version') });
}

/** The routes that read and change the items of a dataset one by one. */
export const itemRoutes: readonly Route[] = [
  {
    operationId: 'listItems',
    calls: 'listItems',
    method: 'get',
    path: ITEMS,
    summary: 'Lists the items of a version, newest first.',
    writes: false,
    fields: inDataset,
    rest: 'query',
    success: { status: 200, schema: results.listDatasetItemsOutput },
    answer: listItems,
  },
  {
    operationId: 'queryItems',
    calls: 'listItems',
    method: 'post',
    path: `${ITEMS}/query`,
    summary: 'Does what `listItems` does, for conditions that are too long for an address.',
    writes: false,
    fields: inDataset,
    rest: 'body',
    success: { status: 200, schema: results.listDatasetItemsOutput },
    answer: listItems,
  },
  {
    operationId: 'addItem',
    calls: 'addItem',
    method: 'post',
    path: ITEMS,
    summary: 'Adds an item in a new version.',
    writes: true,
    fields: inDataset,
    rest: 'body',
    condition: 'expectedVersion',
    success: { status: 201, schema: results.datasetItem },
    answer: async (call) => {
      const item = await invoke(call, 'addItem');
      const { pathname } = new URL(call.context.req.url);
      return itemAnswer(item, { status: 201, location: `${pathname}/${item.id}` });
    },
  },
  {
    operationId: 'getItem',
    calls: 'getItemById',
    method: 'get',
    path: '/items/{itemId}',
    summary: 'Gives an item of any dataset, as it is or was at a version.',
    writes: false,
    fields: { itemId: 'id' },
    rest: 'query',
    success: { status: 200, schema: results.datasetItem },
    answer: getItem,
  },
  {
    operationId: 'getItemOfDataset',
    calls: 'getItemById',
    method: 'get',
    path: ITEM,
    summary: 'Gives an item, as it is or was at a version. Its `ETag` is the condition of changes.',
    writes: false,
    fields: { itemId: 'id' },
    rest: 'query',
    success: { status: 200, schema: results.datasetItem },
    answer: getItem,
  },
  {
    operationId: 'updateItem',
    calls: 'updateItem',
    method: 'patch',
    path: ITEM,
    summary: 'Changes an item in a new version; a field that is absent keeps its value.',
    writes: true,
    fields: itemOfDataset,
    rest: 'body',
    condition: 'expectedItemVersion',
    success: { status: 200, schema: results.datasetItem },
    answer: async (call) => itemAnswer(await invoke(call, 'updateItem')),
  },
  {
    operationId: 'deleteItem',
    calls: 'deleteItem',
    method: 'delete',
    path: ITEM,
    summary: 'Deletes an item in a new version; earlier versions keep it.',
    writes: true,
    fields: itemOfDataset,
    rest: 'query',
    condition: 'expectedItemVersion',
    success: { status: 204 },
    answer: async (call) => {
      await invoke(call, 'deleteItem');
      return emptyAnswer();
    },
  },
  {
    operationId: 'purgeItem',
    calls: 'purgeItem',
    method: 'post',
    path: `${ITEM}/purge`,
    summary: 'Removes the content of an item from every version.',
    writes: true,
    fields: itemOfDataset,
    rest: 'body',
    success: { status: 204 },
    answer: async (call) => {
      await invoke(call, 'purgeItem');
      return emptyAnswer();
    },
  },
  {
    operationId: 'addItems',
    calls: 'addItems',
    method: 'post',
    path: `${ITEMS}/batch`,
    summary: 'Adds items in one version, all or none.',
    writes: true,
    fields: inDataset,
    rest: 'body',
    condition: 'expectedVersion',
    success: { status: 201, schema: items },
    answer: async (call) => jsonAnswer({ items: await invoke(call, 'addItems') }, { status: 201 }),
  },
  {
    operationId: 'updateItems',
    calls: 'updateItems',
    method: 'patch',
    path: ITEMS,
    summary: 'Changes items in one version, all or none.',
    writes: true,
    fields: inDataset,
    rest: 'body',
    condition: 'expectedVersion',
    success: { status: 200, schema: items },
    answer: async (call) => jsonAnswer({ items: await invoke(call, 'updateItems') }),
  },
  {
    operationId: 'deleteItems',
    calls: 'deleteItems',
    method: 'post',
    path: `${ITEMS}/delete`,
    summary:
      'Deletes items in one version, all or none: by their ids, or those that meet conditions.',
    writes: true,
    fields: inDataset,
    rest: 'body',
    condition: 'expectedVersion',
    success: { status: 204 },
    answer: async (call) => {
      await invoke(call, 'deleteItems');
      return emptyAnswer();
    },
  },
  {
    operationId: 'applyChanges',
    calls: 'applyChanges',
    method: 'post',
    path: '/datasets/{datasetId}/changes',
    summary: 'Applies any mix of changes in one version, all or none.',
    writes: true,
    fields: inDataset,
    rest: 'body',
    condition: 'expectedVersion',
    success: { status: 200, schema: results.applyChangesOutput },
    answer: async (call) => jsonAnswer(await invoke(call, 'applyChanges')),
  },
];
