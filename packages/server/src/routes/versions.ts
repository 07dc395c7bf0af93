import { DatasetsError } from '@mastra-datasets/core';
import { z } from 'zod';
import { emptyAnswer, isImmutable, hashedAnswer, jsonAnswer } from '../responses/answers.js';
import { tagOfNumber, tagOfVersion } from '../responses/entity-tags.js';
import { digest } from '../schemas/api-results.js';
import * as results from '../schemas/results.js';
import { invoke } from './invoke.js';
import { explainNothing, requireDataset } from './missing.js';
import type { Call, Route } from './route.js';

const DATASET = '/datasets/{datasetId}';
const inDataset = { datasetId: 'datasetId' };

async function answerVersion(call: Call): Promise<Response> {
  const { storage, argument, path } = call;
  const found = await invoke(call, 'getVersion');
  if (found !== null) return jsonAnswer(found, { tag: tagOfVersion(found) });
  const { id: datasetId } = await requireDataset(storage, path['datasetId'] ?? '');
  throw new DatasetsError('VERSION_NOT_FOUND', 'The dataset was made later.', {
    details: { datasetId, version: argument['version'] },
  });
}

/** The routes of versions, tags and digests. */
export const versionRoutes: readonly Route[] = [
  {
    operationId: 'listVersions',
    calls: 'listVersions',
    method: 'get',
    path: `${DATASET}/versions`,
    summary: 'Lists the versions of a dataset, newest first.',
    writes: false,
    fields: inDataset,
    rest: 'query',
    success: { status: 200, schema: results.listVersionsOutput },
    answer: async (call) => {
      const list = await invoke(call, 'listVersions');
      const { storage, path } = call;
      await explainNothing(storage, path['datasetId'] ?? '', list.pagination.total === 0);
      return hashedAnswer(list);
    },
  },
  {
    operationId: 'getVersion',
    calls: 'getVersion',
    method: 'get',
    path: `${DATASET}/versions/{version}`,
    summary: 'Gives one version: its time, author, message, counts and tags.',
    writes: false,
    fields: { datasetId: 'datasetId', version: 'version' },
    rest: 'query',
    success: { status: 200, schema: results.datasetVersion },
    answer: answerVersion,
  },
  {
    operationId: 'findVersion',
    calls: 'getVersion',
    method: 'get',
    path: `${DATASET}/version`,
    summary: 'Gives the version that a time, number or tag stands for; the newest by default.',
    writes: false,
    fields: inDataset,
    rest: 'query',
    success: { status: 200, schema: results.datasetVersion },
    answer: answerVersion,
  },
  {
    operationId: 'getDigest',
    calls: 'snapshotDigest',
    method: 'get',
    path: `${DATASET}/digest`,
    summary: 'Gives the digest of a version, which is its `ETag`, too.',
    writes: false,
    fields: inDataset,
    rest: 'query',
    success: { status: 200, schema: digest },
    answer: async (call) => {
      const text = await invoke(call, 'snapshotDigest');
      const immutable = isImmutable(call.argument, 'version');
      return jsonAnswer({ digest: text }, { tag: `"${text}"`, immutable });
    },
  },
  {
    operationId: 'restoreVersion',
    calls: 'restoreVersion',
    method: 'post',
    path: `${DATASET}/restore`,
    summary: 'Makes a new version whose items equal those of an old one.',
    writes: true,
    fields: inDataset,
    rest: 'body',
    condition: 'expectedVersion',
    success: { status: 200, schema: results.datasetVersion },
    answer: async (call) => {
      const version = await invoke(call, 'restoreVersion');
      return jsonAnswer(version, { tag: tagOfNumber(version.number) });
    },
  },
  {
    operationId: 'listTags',
    calls: 'listTags',
    method: 'get',
    path: `${DATASET}/tags`,
    summary: 'Lists the tags of a dataset in alphabetical order.',
    writes: false,
    fields: inDataset,
    rest: 'query',
    success: {
      status: 200,
      schema: z.strictObject({ tags: z.array(results.datasetTag) }).meta({ id: 'Tags' }),
    },
    answer: async (call) => {
      const tags = await invoke(call, 'listTags');
      await explainNothing(call.storage, call.path['datasetId'] ?? '', tags.length === 0);
      return hashedAnswer({ tags });
    },
  },
  {
    operationId: 'tagVersion',
    calls: 'tagVersion',
    method: 'put',
    path: `${DATASET}/tags/{tag}`,
    summary: 'Names a version. `move` lets a tag that is there name another one.',
    writes: true,
    fields: { datasetId: 'datasetId', tag: 'tag' },
    rest: 'body',
    success: { status: 200, schema: results.datasetTag },
    answer: async (call) => jsonAnswer(await invoke(call, 'tagVersion')),
  },
  {
    operationId: 'untagVersion',
    calls: 'untagVersion',
    method: 'delete',
    path: `${DATASET}/tags/{tag}`,
    summary: 'Removes a tag.',
    writes: true,
    fields: { datasetId: 'datasetId', tag: 'tag' },
    rest: 'query',
    success: { status: 204 },
    answer: async (call) => {
      await invoke(call, 'untagVersion');
      return emptyAnswer();
    },
  },
];
