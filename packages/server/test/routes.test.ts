import {
  DATASETS_ERROR_CODES,
  VersionedDatasetsStorage,
  type Dataset,
  type DatasetItem,
  type DatasetItemDifference,
  type DatasetItemState,
  type DatasetTag,
  type DatasetVersion,
  type ApplyChangesOutput,
  type ImportItemsOutput,
  type ListDatasetItemsOutput,
  type ListDatasetsOutput,
  type ListVersionsOutput,
  type VerificationReport,
} from '@mastra-datasets/core';
import { expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { PROBLEMS } from '../src/index.js';
import { ROUTES } from '../src/routes/index.js';
import type * as results from '../src/schemas/results.js';
import { operationsOf } from './support/api.js';
import type { OpenApiDocument } from '../src/openapi.js';
import { jsonOf, openApp } from './support/requests.js';

/** Methods that are for whoever has the storage, not for clients of a server. */
const OTHERS = ['constructor', 'init', 'close', 'dangerouslyClearAll', 'run', 'copyDatasetTo'];

it('every method of the contract has a route', () => {
  const methods = Object.getOwnPropertyNames(VersionedDatasetsStorage.prototype);
  const called = new Set<string>(ROUTES.map(({ calls }) => calls));
  expect([...called, ...OTHERS].sort()).toEqual(methods.sort());
});

it('every operation has a name and an address of its own, and is described', async () => {
  const names = ROUTES.map(({ operationId }) => operationId);
  const addresses = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(addresses).size).toBe(addresses.length);
  const { ask } = openApp();
  const document = (await jsonOf(ask('GET', '/openapi.json'))) as unknown as OpenApiDocument;
  expect(document.openapi).toBe('3.1.0');
  expect([...operationsOf(document).keys()].sort()).toEqual([...names, 'getCapabilities'].sort());
});

it('every code has a status', () => {
  expect(Object.keys(PROBLEMS)).toEqual(expect.arrayContaining([...DATASETS_ERROR_CODES]));
});

/** A type as JSON has it. */
type JsonOf<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Element)[]
    ? JsonOf<Element>[]
    : unknown extends Value
      ? Value
      : Value extends object
        ? { [Key in keyof Value]: JsonOf<Value[Key]> }
        : Value;

it('answers are described as the contract has them', () => {
  type Described<Schema extends keyof typeof results> = z.output<(typeof results)[Schema]>;
  expectTypeOf<Described<'dataset'>>().toExtend<JsonOf<Dataset>>();
  expectTypeOf<keyof Described<'dataset'>>().toEqualTypeOf<keyof Dataset>();
  expectTypeOf<Described<'datasetItem'>>().toExtend<JsonOf<DatasetItem>>();
  expectTypeOf<keyof Described<'datasetItem'>>().toEqualTypeOf<keyof DatasetItem>();
  expectTypeOf<Described<'datasetItemState'>>().toEqualTypeOf<JsonOf<DatasetItemState>>();
  expectTypeOf<Described<'datasetVersion'>>().toEqualTypeOf<JsonOf<DatasetVersion>>();
  expectTypeOf<Described<'datasetTag'>>().toEqualTypeOf<JsonOf<DatasetTag>>();
  expectTypeOf<Described<'datasetItemDifference'>>().toEqualTypeOf<JsonOf<DatasetItemDifference>>();
  expectTypeOf<Described<'applyChangesOutput'>>().toEqualTypeOf<JsonOf<ApplyChangesOutput>>();
  expectTypeOf<Described<'importItemsOutput'>>().toEqualTypeOf<JsonOf<ImportItemsOutput>>();
  expectTypeOf<Described<'listVersionsOutput'>>().toEqualTypeOf<JsonOf<ListVersionsOutput>>();
  expectTypeOf<Described<'verificationReport'>>().toEqualTypeOf<JsonOf<VerificationReport>>();
  expectTypeOf<keyof Described<'listDatasetsOutput'>>().toEqualTypeOf<keyof ListDatasetsOutput>();
  expectTypeOf<keyof Described<'listDatasetItemsOutput'>>().toEqualTypeOf<
    keyof ListDatasetItemsOutput
  >();
});

it('a list of a dataset that is not there is not an empty list', async () => {
  const { ask, storage } = openApp();
  const { id } = await storage.createDataset({ name: 'empty' });
  const lists = [
    'items',
    'versions',
    'tags',
    'splits',
    'versions/0/items',
    'items/stream',
    'export',
  ];
  for (const list of lists) {
    expect((await ask('GET', `/datasets/${id}/${list}`)).status, list).toBe(200);
    const missing = await ask('GET', `/datasets/unknown/${list}`);
    expect([missing.status, await jsonOf(missing)], list).toMatchObject([
      404,
      { code: 'DATASET_NOT_FOUND' },
    ]);
  }
});

it('an item is found only below its own dataset', async () => {
  const { ask, storage } = openApp();
  const one = await storage.createDataset({ name: 'one' });
  const two = await storage.createDataset({ name: 'two' });
  const item = await storage.addItem({ datasetId: one.id, input: 1 });
  for (const tail of ['', '/history']) {
    expect((await ask('GET', `/datasets/${one.id}/items/${item.id}${tail}`)).status).toBe(200);
    expect((await ask('GET', `/items/${item.id}${tail}`)).status).toBe(200);
    const elsewhere = await ask('GET', `/datasets/${two.id}/items/${item.id}${tail}`);
    expect([elsewhere.status, await jsonOf(elsewhere)]).toMatchObject([
      404,
      { code: 'ITEM_NOT_FOUND' },
    ]);
    const nowhere = await ask('GET', `/datasets/unknown/items/${item.id}${tail}`);
    expect([nowhere.status, await jsonOf(nowhere)]).toMatchObject([
      404,
      { code: 'DATASET_NOT_FOUND' },
    ]);
  }
});

it('versions are named by number, time or tag, and a tag is told apart by tag:', async () => {
  const { ask, storage } = openApp();
  const { id: datasetId } = await storage.createDataset({ name: 'named' });
  const { version } = await storage.addItem({ datasetId, input: 'one' });
  await storage.addItem({ datasetId, input: 'two' });
  await storage.tagVersion({ datasetId, version: 1, tag: '2' });
  const countAt = async (name: string) => {
    const path = `/datasets/${datasetId}/versions/${encodeURIComponent(name)}/items`;
    const text = await (await ask('GET', path)).text();
    return text.split('\n').filter(Boolean).length;
  };
  expect(await countAt('2')).toBe(2);
  expect(await countAt('tag:2')).toBe(1);
  expect(await countAt(version.toISOString())).toBe(1);
  expect(await countAt('0')).toBe(0);
});

it('one version is found by number, time or tag, among many', async () => {
  const { ask, storage } = openApp();
  const { id: datasetId, createdAt } = await storage.createDataset({ name: 'many' });
  const versions: Date[] = [];
  for (let input = 1; input <= 120; input += 1) {
    const message = `number ${input}`;
    versions.push((await storage.addItem({ datasetId, input, author: 'ann', message })).version);
  }
  await storage.tagVersion({ datasetId, version: 7, tag: 'release/1 é' });
  const get = (name: string) =>
    ask('GET', `/datasets/${datasetId}/versions/${encodeURIComponent(name)}`);
  const numberOf = async (name: string) => (await jsonOf(get(name)))['number'];
  expect(await jsonOf(get('7'))).toEqual({
    datasetId,
    version: versions[6]?.toISOString(),
    number: 7,
    ...{ added: 1, updated: 0, deleted: 0, purged: 0, itemCount: 7 },
    ...{ author: 'ann', message: 'number 7', tags: ['release/1 é'] },
  });
  for (const number of [0, 1, 50, 70, 71, 119, 120]) {
    expect(await numberOf(String(number))).toBe(number);
    const time = versions[number - 1] ?? createdAt;
    expect(await numberOf(time.toISOString())).toBe(number);
  }
  expect(await numberOf('release/1 é')).toBe(7);
  expect(await numberOf('2999-01-01')).toBe(120);
  const found = (query: string) => ask('GET', `/datasets/${datasetId}/version${query}`);
  for (const [query, name] of [
    ['', '120'],
    ['?version=7', '7'],
    ['?version=release/1%20%C3%A9', '7'],
    [`?version=${versions[69]?.toISOString()}`, '70'],
  ] as const) {
    const [one, same] = [await found(query), await get(name)];
    expect(one.headers.get('ETag')).toBe(same.headers.get('ETag'));
    expect(await jsonOf(one), query).toEqual(await jsonOf(same));
  }
  expect((await found('?version=121')).status).toBe(404);
  for (const name of ['121', '2001-01-01', 'nothing', 'tag:7']) {
    const missing = await get(name);
    expect([missing.status, await jsonOf(missing)], name).toMatchObject([
      404,
      { code: 'VERSION_NOT_FOUND' },
    ]);
  }
  const unknown = await ask('GET', '/datasets/unknown/versions/1');
  expect([unknown.status, await jsonOf(unknown)]).toMatchObject([
    404,
    { code: 'DATASET_NOT_FOUND' },
  ]);
});

it('what no address can name is neither found, nor made, nor changed', async () => {
  const { ask, storage } = openApp();
  const { id: datasetId } = await storage.createDataset({ id: 'kept', name: 'kept' });
  await storage.addItem({ datasetId, input: 1, externalId: '..' });
  for (const id of ['.', '..']) {
    const made = await ask('POST', '/datasets', { body: { id, name: 'dots' } });
    expect([made.status, await jsonOf(made)]).toMatchObject([
      400,
      { code: 'INVALID_ARGUMENT', details: { path: 'id' } },
    ]);
  }
  const body = { version: 1 };
  for (const dots of ['', '.', '..', '%2e', '%2E%2e']) {
    for (const [method, path, sent] of [
      ['GET', `/datasets/${dots}`],
      ['DELETE', `/datasets/kept/items/${dots}`],
      ['PUT', `/datasets/kept/tags/${dots}`, { body }],
      ['DELETE', `/datasets/kept/tags/${dots}`],
    ] as const) {
      const answer = await ask(method, path, sent);
      expect([answer.status, await jsonOf(answer)], `${method} ${path}`).toMatchObject([
        404,
        { code: 'ROUTE_NOT_FOUND' },
      ]);
    }
  }
  const { detail } = await jsonOf(ask('GET', '/datasets/kept/tags/.'));
  expect(detail).toContain('have no address');
  const where = encodeURIComponent('{"externalId":".."}');
  const found = await jsonOf(ask('GET', `/datasets/kept/items?where=${where}`));
  expect(found).toMatchObject({ pagination: { total: 1 } });
  expect((await storage.getDatasetById({ id: datasetId }))?.versionNumber).toBe(1);
});

it('a name that a path cannot hold as it is comes back whole', async () => {
  const { ask, storage } = openApp();
  for (const id of ['a/b', 'a%2Fb', 'ü ?#&', '%', 'a+b', '..a']) {
    await storage.createDataset({ id, name: id });
    const { status } = await ask('GET', `/datasets/${encodeURIComponent(id)}`);
    expect(status, id).toBe(200);
    expect((await jsonOf(ask('GET', `/datasets/${encodeURIComponent(id)}`)))['id']).toBe(id);
  }
});

it('nothing that is given is dropped', async () => {
  const { ask, storage } = openApp();
  const { id } = await storage.createDataset({ name: 'strict' });
  const refusals: [method: string, path: string, body: unknown, culprit: string][] = [
    ['GET', `/datasets/${id}/items?verison=1`, undefined, 'verison'],
    ['GET', `/datasets/${id}/items?page=1&page=2`, undefined, 'page'],
    ['GET', `/datasets/${id}/items?perPage=1001`, undefined, 'perPage'],
    ['GET', `/datasets/${id}/items?perPage=false`, undefined, 'perPage'],
    ['GET', `/datasets/${id}/items?where=x`, undefined, 'where'],
    ['POST', `/datasets/${id}/items?message=why`, { input: 1 }, 'message'],
    ['POST', `/datasets/${id}/items`, { input: 1, datasetId: id }, 'datasetId'],
    ['POST', `/datasets/${id}/verify`, { repair: true }, 'repair'],
    ['GET', `/items/a/history?externalId=b`, undefined, 'externalId'],
  ];
  for (const [method, path, body, culprit] of refusals) {
    const answer = await ask(method, path, { body });
    expect([answer.status, await jsonOf(answer)], path).toMatchObject([
      400,
      { code: 'INVALID_ARGUMENT', details: { path: culprit } },
    ]);
  }
});

it('a refusal names the parameter, what it is, and what it has to be', async () => {
  const { ask, storage } = openApp();
  const { id } = await storage.createDataset({ name: 'plain' });
  const integer = 'but has to be an integer.';
  const version = 'it has to be a commit number, a date or a tag.';
  for (const [address, detail] of [
    ['items?page=1e3', `page: is "1e3", ${integer}`],
    ['items?perPage=ten', `perPage: is "ten", ${integer}`],
    ['items?perPage=-1', `perPage: is "-1", ${integer}`],
    ['items?perPage=0', 'perPage: is 0, but has to be at least 1.'],
    ['items?perPage=1001', 'perPage: is 1001, but has to be at most 1000.'],
    ['items?version=', 'version: is empty, but has to have at least 1 character.'],
    ['items?limit=5', 'limit: unknown key (did you mean perPage?).'],
    ['items?offset=5', 'offset: unknown key (did you mean page?).'],
    ['items?page=2&cursor=x', 'page: must be 0 beside a cursor.'],
    ['diff?from=1', `to: missing; ${version}`],
    ['items/stream?batchSize=many', `batchSize: is "many", ${integer}`],
  ] as const) {
    expect(await jsonOf(ask('GET', `/datasets/${id}/${address}`)), address).toMatchObject({
      status: 400,
      code: 'INVALID_ARGUMENT',
      detail,
    });
  }
  for (const [path, body, detail] of [
    ['changes', {}, 'changes: missing; it has to be a list.'],
    [
      'items/query',
      { pagination: { perPage: -1 } },
      'pagination.perPage: is -1, but has to be at least 1.',
    ],
  ] as const) {
    expect(await jsonOf(ask('POST', `/datasets/${id}/${path}`, { body }))).toMatchObject({
      status: 400,
      detail,
    });
  }
});

it('an address that is not percent-encoded is refused', async () => {
  const { ask, storage } = openApp();
  await storage.createDataset({ id: '%ZZ', name: 'odd' });
  for (const [address, path] of [
    ['/datasets/%ZZ', 'path'],
    ['/datasets/%ff', 'path'],
    ['/datasets?search=%ZZ', 'search'],
    ['/datasets?search=100%', 'search'],
    ['/datasets?search=a&%ff=1', 'query'],
  ] as const) {
    expect(await jsonOf(ask('GET', address)), address).toMatchObject({
      status: 400,
      code: 'INVALID_ARGUMENT',
      details: { path },
    });
  }
  expect((await ask('GET', '/datasets/%25ZZ')).status).toBe(200);
  expect((await ask('GET', '/datasets?search=100%25+%C3%A9')).status).toBe(200);
});

it('what JavaScript would change of JSON is refused, wherever it is', async () => {
  const { ask } = openApp();
  await ask('POST', '/datasets', { body: { id: 'd', name: 'd' } });
  for (const [json, reason] of [
    ['12345678901234567890', 'cannot hold'],
    ['{"a":1,"a":2}', 'for the second time'],
  ] as const) {
    const sendings = [
      ['POST', '/datasets/d/items', `{"input":${json}}`, 'application/json'],
      ['POST', '/datasets/d/imports', `{"input":1}\n{"input":${json}}\n`, 'application/jsonl'],
      ['GET', `/datasets/d/items?where=${encodeURIComponent(`{"input":${json}}`)}`],
    ] as const;
    for (const [method, path, body, type = ''] of sendings) {
      const answer = await ask(method, path, { body, headers: { 'Content-Type': type } });
      const { detail } = await jsonOf(answer);
      expect([answer.status, detail], path).toEqual([400, expect.stringContaining(reason)]);
    }
  }
  const { itemCount } = await jsonOf(await ask('GET', '/datasets/d/versions')).then((list) => {
    const [newest] = list['versions'] as { itemCount: number }[];
    return { itemCount: newest?.itemCount };
  });
  expect(itemCount).toBe(0);
});

it('bodies of other kinds are refused', async () => {
  const { ask } = openApp({ limits: { bodySize: 100 } });
  const post = async (body: string, type?: string) => {
    const headers = type === undefined ? {} : { 'Content-Type': type };
    const answer = await ask('POST', '/datasets', { body, headers });
    return [answer.status, (await jsonOf(answer))['code']];
  };
  const json = 'application/json';
  expect(await post('{"name":"a"}', 'text/plain')).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
  expect(await post('{"name":', json)).toEqual([400, 'BODY_INVALID']);
  expect(await post('["name"]', json)).toEqual([400, 'BODY_INVALID']);
  expect(await post('null', json)).toEqual([400, 'BODY_INVALID']);
  expect(await post('', json)).toEqual([400, 'INVALID_ARGUMENT']);
  expect(await post(JSON.stringify({ name: 'x'.repeat(100) }), json)).toEqual([
    413,
    'BODY_TOO_LARGE',
  ]);
  expect((await post('{"name":"a"}', 'application/json; charset=utf-8'))[0]).toBe(201);
});
