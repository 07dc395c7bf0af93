import { invalidRequest } from '../requests/invalid.js';
import { datasetAnswer, emptyAnswer, hashedAnswer, jsonAnswer } from '../responses/answers.js';
import * as results from '../schemas/results.js';
import { invoke } from './invoke.js';
import { requireDataset } from './missing.js';
import type { Call, Route } from './route.js';

const DATASET = '/datasets/{datasetId}';
const byId = { datasetId: 'id' };

/** The path of a dataset, as seen from that of another one or of the list. */
function locationOf({ context }: Call, id: string, segment: RegExp): string {
  const { pathname } = new URL(context.req.url);
  return `${pathname.replace(segment, '/datasets')}/${encodeURIComponent(id)}`;
}

/** Refuses the ids that addresses take for something else: nobody could ask for such a dataset. */
function requireAddressable({ argument }: Call): void {
  const { id } = argument;
  if (id === '.' || id === '..') throw invalidRequest('id', 'no address can name it');
}

/** The routes of datasets themselves. */
export const datasetRoutes: readonly Route[] = [
  {
    operationId: 'listDatasets',
    calls: 'listDatasets',
    method: 'get',
    path: '/datasets',
    summary: 'Lists datasets, newest first unless `orderBy` says otherwise.',
    writes: false,
    fields: {},
    rest: 'query',
    success: { status: 200, schema: results.listDatasetsOutput },
    answer: async (call) => hashedAnswer(await invoke(call, 'listDatasets')),
  },
  {
    operationId: 'createDataset',
    calls: 'createDataset',
    method: 'post',
    path: '/datasets',
    summary: 'Creates an empty dataset.',
    writes: true,
    fields: {},
    rest: 'body',
    success: { status: 201, schema: results.dataset },
    answer: async (call) => {
      requireAddressable(call);
      const dataset = await invoke(call, 'createDataset');
      const location = locationOf(call, dataset.id, /\/datasets$/);
      return datasetAnswer(dataset, { status: 201, location });
    },
  },
  {
    operationId: 'getDataset',
    calls: 'getDatasetById',
    method: 'get',
    path: DATASET,
    summary: 'Gives a dataset. Its `ETag` is the condition of changes.',
    writes: false,
    fields: byId,
    rest: 'query',
    success: { status: 200, schema: results.dataset },
    answer: async ({ storage, path }) =>
      datasetAnswer(await requireDataset(storage, path['datasetId'] ?? '')),
  },
  {
    operationId: 'updateDataset',
    calls: 'updateDataset',
    method: 'patch',
    path: DATASET,
    summary: 'Changes the own fields of a dataset; `null` clears one.',
    writes: true,
    fields: byId,
    rest: 'body',
    condition: 'expectedUpdatedAt',
    success: { status: 200, schema: results.dataset },
    answer: async (call) => datasetAnswer(await invoke(call, 'updateDataset')),
  },
  {
    operationId: 'deleteDataset',
    calls: 'deleteDataset',
    method: 'delete',
    path: DATASET,
    summary: 'Deletes a dataset with all its versions; one that is not there is no error.',
    writes: true,
    fields: byId,
    rest: 'query',
    success: { status: 204 },
    answer: async (call) => {
      await invoke(call, 'deleteDataset');
      return emptyAnswer();
    },
  },
  {
    operationId: 'forkDataset',
    calls: 'forkDataset',
    method: 'post',
    path: `${DATASET}/forks`,
    summary: 'Makes a new dataset of the items of a version.',
    writes: true,
    fields: { datasetId: 'datasetId' },
    rest: 'body',
    success: { status: 201, schema: results.dataset },
    answer: async (call) => {
      const dataset = await invoke(call, 'forkDataset');
      const location = locationOf(call, dataset.id, /\/datasets\/[^/]+\/forks$/);
      return datasetAnswer(dataset, { status: 201, location });
    },
  },
  {
    operationId: 'verifyDataset',
    calls: 'verify',
    method: 'post',
    path: `${DATASET}/verify`,
    summary: 'Checks what is stored of a dataset.',
    writes: false,
    fields: { datasetId: 'datasetId' },
    given: { repair: false },
    rest: 'body',
    success: { status: 200, schema: results.verificationReport },
    answer: async (call) => jsonAnswer(await invoke(call, 'verify')),
  },
  {
    operationId: 'repairDataset',
    calls: 'verify',
    method: 'post',
    path: `${DATASET}/repair`,
    summary: 'Checks what is stored of a dataset, and corrects wrong counts of items.',
    writes: true,
    fields: { datasetId: 'datasetId' },
    given: { repair: true },
    rest: 'body',
    success: { status: 200, schema: results.verificationReport },
    answer: async (call) => jsonAnswer(await invoke(call, 'verify')),
  },
];
