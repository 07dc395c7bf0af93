import { Mastra } from '@mastra/core';
import { RequestContext } from '@mastra/core/request-context';
import * as routes from '@mastra/server/handlers/datasets';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { doublingWorkflow, equalityScorer } from '../experiments/targets.js';
import { STORES } from '../stores.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const called = new Set<string>();

const parserSchema = z.object({ parse: z.custom<(value: unknown) => unknown>() });
const routeSchema = z.object({
  handler: z.custom<(parameters: Record<string, unknown>) => Promise<unknown>>(),
  responseSchema: parserSchema,
});

describe.each(STORES)("the server's handlers on datasets %s", (_name, makeStore) => {
  let mastra: Mastra;

  beforeAll(async () => {
    mastra = new Mastra({
      logger: false,
      storage: await makeStore(folder),
      workflows: { doubling: doublingWorkflow() },
      scorers: { equal: equalityScorer() },
    });
  });

  afterAll(() => mastra.shutdown());

  /** Calls a route as the server does, and checks the answer, as clients get it, by its own schema. */
  async function call(name: keyof typeof routes, parameters: object): Promise<unknown> {
    const { handler, responseSchema } = routeSchema.parse(routes[name]);
    const requestContext = new RequestContext();
    const answer = await handler({ mastra, requestContext, ...parameters });
    called.add(name);
    const sent: unknown = JSON.parse(JSON.stringify(answer));
    responseSchema.parse(sent);
    return sent;
  }

  async function idOf(answer: Promise<unknown>): Promise<string> {
    return z.object({ id: z.string() }).parse(await answer).id;
  }

  test('make, list, change and delete datasets', async () => {
    const datasetId = await idOf(
      call('CREATE_DATASET_ROUTE', {
        name: 'Served',
        description: 'By the server',
        metadata: { a: 1 },
        inputSchema: { type: 'string' },
        targetType: 'workflow',
        targetIds: ['doubling'],
        scorerIds: ['equal'],
      }),
    );
    const changes = { description: 'Changed', tags: ['x'], scorerIds: null, inputSchema: null };
    const updated = await call('UPDATE_DATASET_ROUTE', { datasetId, ...changes });
    expect(updated).toMatchObject({ name: 'Served', description: 'Changed', tags: ['x'] });
    expect(await call('GET_DATASET_ROUTE', { datasetId })).toEqual(updated);
    const listed = await call('LIST_DATASETS_ROUTE', {
      page: 0,
      perPage: 5,
      targetIds: ['doubling'],
    });
    expect(listed).toMatchObject({ datasets: [{ id: datasetId }], pagination: { total: 1 } });
    expect(await call('DELETE_DATASET_ROUTE', { datasetId })).toMatchObject({ success: true });
    const gone = call('GET_DATASET_ROUTE', { datasetId });
    await expect(gone).rejects.toMatchObject({ status: 404 });
    await expect(call('DELETE_DATASET_ROUTE', { datasetId })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('keep items, versions and histories', async () => {
    const datasetId = await idOf(call('CREATE_DATASET_ROUTE', { name: 'Items' }));
    const itemId = await idOf(
      call('ADD_ITEM_ROUTE', {
        datasetId,
        externalId: 'case',
        input: { number: 1 },
        groundTruth: { number: 2 },
        toolMocks: [{ toolName: 'add', args: { n: 1 }, output: 2 }],
        unmockedToolPolicy: 'deny',
        scorerIds: ['equal'],
        requestContext: { user: 'ann' },
        metadata: { m: 1 },
        source: { type: 'trace', referenceId: 't' },
      }),
    );
    const item = { datasetId, itemId };
    const changes = {
      groundTruth: { number: 3 },
      requestContext: { user: 'bob' },
      scorerIds: null,
    };
    await call('UPDATE_ITEM_ROUTE', { ...item, ...changes });
    expect(await call('GET_ITEM_ROUTE', item)).toMatchObject({
      datasetVersion: 2,
      groundTruth: { number: 3 },
      requestContext: { user: 'bob' },
      metadata: { m: 1 },
    });
    expect(await call('GET_ITEM_VERSION_ROUTE', { ...item, datasetVersion: 1 })).toMatchObject({
      groundTruth: { number: 2 },
    });
    const items = [{ input: 'a' }, { externalId: null, input: 'b' }];
    const batch = await call('BATCH_INSERT_ITEMS_ROUTE', { datasetId, items });
    expect(batch).toMatchObject({ count: 2, items: [{ input: 'a' }, { input: 'b' }] });
    const found = await call('LIST_ITEMS_ROUTE', { datasetId, page: 0, perPage: 2 });
    expect(found).toMatchObject({ pagination: { total: 3, hasMore: true } });
    const ofVersion = await call('LIST_ITEMS_ROUTE', { datasetId, version: 1, search: '' });
    expect(ofVersion).toMatchObject({ items: [{ id: itemId }], pagination: { total: 1 } });
    const versions = await call('LIST_DATASET_VERSIONS_ROUTE', { datasetId, page: 0, perPage: 10 });
    expect(versions).toMatchObject({ versions: [{ version: 3 }, { version: 2 }, { version: 1 }] });
    const [first, second] = z
      .object({ items: z.array(z.object({ id: z.string() })) })
      .parse(batch).items;
    const itemIds = [first?.id, second?.id];
    const deleted = await call('BATCH_DELETE_ITEMS_ROUTE', { datasetId, itemIds });
    expect(deleted).toMatchObject({ success: true });
    expect(await call('PURGE_ITEM_ROUTE', item)).toMatchObject({ success: true });
    await call('DELETE_ITEM_ROUTE', item);
    expect(await call('LIST_ITEM_VERSIONS_ROUTE', item)).toMatchObject({
      history: [
        { datasetVersion: 5, isDeleted: true, validTo: null, input: null },
        { datasetVersion: 2, isDeleted: false, validTo: 5, input: null },
        { datasetVersion: 1, isDeleted: false, validTo: 2, input: null },
      ],
    });
  });

  test('run experiments', async () => {
    const datasetId = await idOf(call('CREATE_DATASET_ROUTE', { name: 'Experiments' }));
    const added = { datasetId, input: { number: 1 }, groundTruth: { number: 2 } };
    const itemId = await idOf(call('ADD_ITEM_ROUTE', added));
    const target = { targetType: 'workflow', targetId: 'doubling', scorerIds: ['equal'] };
    const idSchema = z.object({ experimentId: z.string() });
    const start = async (more: object) => {
      const started = await call('TRIGGER_EXPERIMENT_ROUTE', { datasetId, ...more });
      return { datasetId, experimentId: idSchema.parse(started).experimentId };
    };

    const running = await start({ ...target, version: 1 });
    await vi.waitUntil(async () => {
      const { status } = z
        .object({ status: z.string() })
        .parse(await call('GET_EXPERIMENT_ROUTE', running));
      return status === 'completed';
    }, 120_000);
    await call('UPDATE_EXPERIMENT_ROUTE', { ...running, name: 'Renamed' });
    const listed = await call('LIST_EXPERIMENTS_ROUTE', { datasetId, page: 0, perPage: 10 });
    expect(listed).toMatchObject({ experiments: [{ name: 'Renamed', datasetVersion: 1 }] });
    const results = await call('LIST_EXPERIMENT_RESULTS_ROUTE', {
      ...running,
      page: 0,
      perPage: 10,
    });
    expect(results).toMatchObject({ results: [{ itemId, output: { number: 2 } }] });
    const [result] = z
      .object({ results: z.array(z.object({ id: z.string() })) })
      .parse(results).results;
    const review = { ...running, resultId: result?.id, status: 'reviewed', tags: ['seen'] };
    expect(await call('UPDATE_EXPERIMENT_RESULT_ROUTE', review)).toMatchObject({ tags: ['seen'] });

    const driven = await start({ ...target, start: false });
    const ran = await call('RUN_EXPERIMENT_ITEM_ROUTE', { ...driven, itemId });
    expect(ran).toMatchObject({ result: { output: { number: 2 } } });
    const submitted = await start({ start: false });
    const submission = { ...submitted, itemId, output: { number: 3 } };
    expect(await call('SUBMIT_EXPERIMENT_RESULT_ROUTE', submission)).toMatchObject({ itemId });
    for (const experiment of [driven, submitted]) {
      const finished = await call('FINALIZE_EXPERIMENT_ROUTE', experiment);
      expect(finished).toMatchObject({ status: 'completed', succeededCount: 1 });
    }

    const pair = { experimentIdA: running.experimentId, experimentIdB: driven.experimentId };
    expect(await call('COMPARE_EXPERIMENTS_ROUTE', { datasetId, ...pair })).toMatchObject({
      items: [{ itemId }],
    });
    await call('EXPERIMENT_REVIEW_SUMMARY_ROUTE', {});
    await call('LIST_ALL_EXPERIMENTS_ROUTE', { page: 0, perPage: 10 });
    await call('DELETE_EXPERIMENT_ROUTE', driven);
    await call('DELETE_ANY_EXPERIMENT_ROUTE', { experimentId: submitted.experimentId });
    const left = await call('LIST_EXPERIMENTS_ROUTE', { datasetId, page: 0, perPage: 10 });
    expect(left).toMatchObject({ pagination: { total: 1 } });
  });

  describe("answer the caller's faults with 4xx", () => {
    let datasetId: string;
    let itemId: string;

    beforeAll(async () => {
      const inputSchema = { type: 'object' };
      datasetId = await idOf(call('CREATE_DATASET_ROUTE', { name: 'Faults', inputSchema }));
      const added = { datasetId, externalId: 'taken', input: {} };
      itemId = await idOf(call('ADD_ITEM_ROUTE', added));
    });

    const faults: [name: keyof typeof routes, parameters: object, status: number][] = [
      ['CREATE_DATASET_ROUTE', { name: 'Bad', inputSchema: { type: 'none such' } }, 400],
      ['UPDATE_DATASET_ROUTE', { inputSchema: { type: 'string' } }, 400],
      ['UPDATE_DATASET_ROUTE', { inputSchema: { type: 'none such' } }, 400],
      ['UPDATE_DATASET_ROUTE', { datasetId: 'nobody', name: 'x' }, 404],
      ['ADD_ITEM_ROUTE', { input: 'not an object' }, 400],
      ['ADD_ITEM_ROUTE', { input: { a: undefined } }, 400],
      ['ADD_ITEM_ROUTE', { input: {}, externalId: '' }, 400],
      ['ADD_ITEM_ROUTE', { input: {}, externalId: 'x'.repeat(300) }, 400],
      ['ADD_ITEM_ROUTE', { input: { other: 1 }, externalId: 'taken' }, 409],
      ['ADD_ITEM_ROUTE', { input: { text: 'x'.repeat(4_100_000) } }, 400],
      ['ADD_ITEM_ROUTE', { datasetId: 'nobody', input: {} }, 404],
      ['BATCH_INSERT_ITEMS_ROUTE', { items: [{ input: {} }, { input: 1 }] }, 400],
      ['UPDATE_ITEM_ROUTE', { input: 'not an object' }, 400],
      ['UPDATE_ITEM_ROUTE', { itemId: 'nobody', input: {} }, 404],
      ['GET_ITEM_ROUTE', { itemId: 'nobody' }, 404],
      ['GET_ITEM_VERSION_ROUTE', { datasetVersion: 0 }, 404],
      ['DELETE_ITEM_ROUTE', { itemId: 'nobody' }, 404],
      ['PURGE_ITEM_ROUTE', { itemId: 'nobody' }, 404],
      ['LIST_ITEMS_ROUTE', { datasetId: 'nobody' }, 404],
    ];
    test.each(faults)('%s, case %#', async (name, parameters, status) => {
      const answer = call(name, { datasetId, itemId, ...parameters });
      await expect(answer).rejects.toMatchObject({ status });
    });
  });
});

test('every route of the datasets was called, but those that ask a model', () => {
  const asking = ['GENERATE_ITEMS_ROUTE', 'CLUSTER_FAILURES_ROUTE'];
  const names = Object.keys(routes).filter((name) => name.endsWith('_ROUTE'));
  expect([...called, ...asking].sort()).toEqual(names.sort());
});
