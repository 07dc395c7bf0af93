import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { STORES } from '../stores.js';
import { temporaryFolder } from '../temporary-folder.js';
import { constantAgent, constantScorer, doublingWorkflow, equalityScorer } from './targets.js';

const folder = temporaryFolder();

/**
 * Mastra's own store on LibSQL writes scores in the background, and says SQLITE_BUSY to what it meets
 * then, which is none of our doing: such a test is tried again, in a folder of its own.
 */
const WHERE_MASTRA_IS_BUSY = { count: 3, condition: /SQLITE_BUSY/ };

describe.each(STORES)(
  'experiments on datasets %s',
  { retry: WHERE_MASTRA_IS_BUSY },
  (_name, makeStore) => {
    let mastra: Mastra;

    beforeEach(async () => {
      mastra = new Mastra({
        logger: false,
        storage: await makeStore(mkdtempSync(join(folder, 'store-'))),
        agents: { constant: constantAgent('Paris') },
        workflows: { doubling: doublingWorkflow() },
        scorers: {
          equal: equalityScorer(),
          one: constantScorer('one', 0.1),
          two: constantScorer('two', 0.2),
          three: constantScorer('three', 0.3),
        },
      });
    });

    afterEach(() => mastra.shutdown());

    test('run on the version that they name, whatever happened since', async () => {
      const dataset = await mastra.datasets.create({ name: 'Pinned' });
      const [first, second] = await dataset.addItems({
        items: [
          { input: 1, groundTruth: 2 },
          { input: 2, groundTruth: 5 },
        ],
      });
      await dataset.updateItem({ itemId: second?.id ?? '', groundTruth: 4 });
      await dataset.deleteItem({ itemId: first?.id ?? '' });
      const run = async (version?: number) => {
        const summary = await dataset.startExperiment({
          ...(version === undefined ? {} : { version }),
          task: ({ input }) => Number(input) * 2,
          scorers: ['equal'],
        });
        const scores = summary.results.map(({ input, scores: [score] }) => [input, score?.score]);
        return { summary, scores: scores.sort() };
      };
      const expected = [
        [
          1,
          [
            [1, 1],
            [2, 0],
          ],
        ],
        [
          2,
          [
            [1, 1],
            [2, 1],
          ],
        ],
        [3, [[2, 1]]],
        [undefined, [[2, 1]]],
      ] as const;
      for (const [version, scores] of expected) {
        const ran = await run(version);
        expect(ran.scores).toEqual(scores);
        expect(ran.summary).toMatchObject({ status: 'completed', totalItems: scores.length });
        const { experimentId } = ran.summary;
        const experiment = await dataset.getExperiment({ experimentId });
        expect(experiment).toMatchObject({ datasetId: dataset.id, datasetVersion: version ?? 3 });
      }
      const { experiments } = await dataset.listExperiments();
      expect(experiments).toHaveLength(4);
    });

    test('store results that name the version of each item', async () => {
      const dataset = await mastra.datasets.create({ name: 'Results' });
      const a = await dataset.addItem({ input: 'a', groundTruth: 'A', metadata: { m: 1 } });
      const b = await dataset.addItem({ input: 'b' });
      const { experimentId } = await dataset.startExperiment({
        task: ({ input }) => String(input).toUpperCase(),
      });
      const { results } = await dataset.listExperimentResults({ experimentId });
      const rows = results.map(({ itemId, itemDatasetVersion, input, output }) => ({
        itemId,
        itemDatasetVersion,
        input,
        output,
      }));
      expect(
        rows.sort(
          (left, right) => Number(left.itemDatasetVersion) - Number(right.itemDatasetVersion),
        ),
      ).toEqual([
        { itemId: a.id, itemDatasetVersion: 1, input: 'a', output: 'A' },
        { itemId: b.id, itemDatasetVersion: 2, input: 'b', output: 'B' },
      ]);
    });

    test('run a workflow', async () => {
      const dataset = await mastra.datasets.create({ name: 'Workflow', targetType: 'workflow' });
      await dataset.addItem({ input: { number: 4 }, groundTruth: { number: 8 } });
      const summary = await dataset.startExperiment({
        targetType: 'workflow',
        targetId: 'doubling',
        scorers: ['equal'],
      });
      expect(summary).toMatchObject({ status: 'completed', succeededCount: 1, failedCount: 0 });
      expect(summary.results[0]?.output).toEqual({ number: 8 });
      expect(summary.results[0]?.scores[0]).toMatchObject({ scorerId: 'equal', score: 1 });
    });

    test('run an agent', async () => {
      const dataset = await mastra.datasets.create({ name: 'Agent' });
      await dataset.addItem({
        input: 'The capital of France?',
        groundTruth: 'Paris',
        requestContext: { user: 'ann' },
        toolMocks: [{ toolName: 'search', args: {}, output: {} }],
        unmockedToolPolicy: 'deny',
      });
      const summary = await dataset.startExperiment({
        targetType: 'agent',
        targetId: 'constant',
        scorers: [constantScorer('given', 0.4)],
      });
      expect(summary).toMatchObject({ status: 'completed', succeededCount: 1 });
      expect(summary.results[0]?.output).toMatchObject({ text: 'Paris' });
      expect(summary.results[0]?.scores[0]).toMatchObject({ scorerId: 'given', score: 0.4 });
      // The mock was passed on: it is reported as not used.
      const { experimentId } = summary;
      const { results } = await dataset.listExperimentResults({ experimentId });
      expect(results[0]?.toolMockReport?.unconsumed).toHaveLength(1);
    });

    test('take the scorers of the call, else of the item, else of the dataset', async () => {
      const dataset = await mastra.datasets.create({ name: 'Scorers', scorerIds: ['one'] });
      const items = [
        { input: 'of the dataset' },
        { input: 'of the item', scorerIds: ['two', 'three'] },
        { input: 'of nobody', scorerIds: [] },
        { input: 'of the dataset again', scorerIds: ['two'] },
      ];
      const added = await dataset.addItems({ items });
      await dataset.updateItem({ itemId: added[3]?.id ?? '', scorerIds: null });
      const run = async (scorers?: string[]) => {
        const { results } = await dataset.startExperiment({
          task: () => 'anything',
          ...(scorers === undefined ? {} : { scorers }),
        });
        return Object.fromEntries(
          results.map(({ input, scores }) => [
            String(input),
            scores.map(({ scorerId }) => scorerId),
          ]),
        );
      };
      expect(await run()).toEqual({
        'of the dataset': ['one'],
        'of the item': ['two', 'three'],
        'of nobody': [],
        'of the dataset again': ['one'],
      });
      expect(await run(['three'])).toEqual({
        'of the dataset': ['three'],
        'of the item': ['three'],
        'of nobody': ['three'],
        'of the dataset again': ['three'],
      });
    });

    test('run in the background', async () => {
      const dataset = await mastra.datasets.create({ name: 'Background' });
      await dataset.addItems({ items: [{ input: { number: 1 } }, { input: { number: 2 } }] });
      const { experimentId, status, totalItems } = await dataset.startExperimentAsync({
        targetType: 'workflow',
        targetId: 'doubling',
        version: 1,
      });
      expect({ status, totalItems }).toEqual({ status: 'pending', totalItems: 2 });
      await dataset.addItem({ input: { number: 3 } });
      const experiment = await vi.waitUntil(async () => {
        const found = await dataset.getExperiment({ experimentId });
        return found?.status === 'completed' ? found : null;
      }, 120_000);
      expect(experiment).toMatchObject({ datasetVersion: 1, succeededCount: 2, failedCount: 0 });
    });

    test('are driven by the caller, with a target', async () => {
      const dataset = await mastra.datasets.create({ name: 'Driven' });
      const item = await dataset.addItem({ input: { number: 5 }, groundTruth: { number: 10 } });
      await dataset.updateItem({ itemId: item.id, input: { number: 50 } });
      const { experimentId, datasetVersion } = await dataset.createExperiment({
        targetType: 'workflow',
        targetId: 'doubling',
        scorers: ['equal'],
        version: 1,
      });
      expect(datasetVersion).toBe(1);
      const ran = await dataset.runExperimentItem({ experimentId, itemId: item.id });
      expect(ran.result).toMatchObject({ input: { number: 5 }, output: { number: 10 } });
      expect(ran.scores[0]).toMatchObject({ scorerId: 'equal', score: 1 });
      const finished = await dataset.finalizeExperiment({ experimentId });
      expect(finished).toMatchObject({ status: 'completed', succeededCount: 1, failedCount: 0 });
    });

    test('are driven by the caller, who has the results', async () => {
      const dataset = await mastra.datasets.create({ name: 'Submitted' });
      const item = await dataset.addItem({ input: 'a', groundTruth: 'A' });
      const { experimentId } = await dataset.createExperiment({ name: 'Elsewhere' });
      const submit = (output: string) =>
        dataset.submitExperimentResult({ experimentId, itemId: item.id, output });
      await submit('first');
      const result = await submit('A');
      expect(result).toMatchObject({ input: 'a', groundTruth: 'A', output: 'A' });
      const finished = await dataset.finalizeExperiment({ experimentId });
      expect(finished).toMatchObject({ status: 'completed', succeededCount: 1, totalItems: 1 });
      expect((await dataset.listExperimentResults({ experimentId })).results).toHaveLength(1);
    });

    test('are compared, item by item', async () => {
      const dataset = await mastra.datasets.create({ name: 'Compared' });
      const item = await dataset.addItem({ input: 'q', groundTruth: 'a' });
      const run = async (answer: string) => {
        const summary = await dataset.startExperiment({ task: () => answer, scorers: ['equal'] });
        return summary.experimentId;
      };
      const [before, after] = [await run('b'), await run('a')];
      const compared = await mastra.datasets.compareExperiments({ experimentIds: [before, after] });
      expect(compared.items).toHaveLength(1);
      expect(compared.items[0]).toMatchObject({
        itemId: item.id,
        input: 'q',
        groundTruth: 'a',
        results: {
          [before]: { output: 'b', scores: { equal: 0 } },
          [after]: { output: 'a', scores: { equal: 1 } },
        },
      });
    });

    test('keep nothing of an item that is purged while they run', async () => {
      const dataset = await mastra.datasets.create({ name: 'Purged' });
      const { id: itemId } = await dataset.addItem({ input: 'a secret', groundTruth: 'a secret' });
      const { experimentId, status } = await dataset.startExperiment({
        task: async ({ input }) => {
          await dataset.purgeItem({ itemId });
          return `${String(input)} answer`;
        },
      });
      expect(status).toBe('completed');
      const { results } = await dataset.listExperimentResults({ experimentId });
      expect(results).toHaveLength(1);
      expect(results[0]?.metadata).toMatchObject({ __purged: true });
      expect(JSON.stringify(results)).not.toContain('secret');
    });

    test('report a dataset or version without items', async () => {
      const dataset = await mastra.datasets.create({ name: 'Empty' });
      const run = () => dataset.startExperiment({ version: 0, task: () => 1 });
      await expect(run()).rejects.toMatchObject({ id: 'EXPERIMENT_NO_ITEMS' });
      await mastra.datasets.delete({ id: dataset.id });
      await expect(run()).rejects.toMatchObject({ id: 'DATASET_NOT_FOUND' });
    });

    test('outlive their dataset', async () => {
      const dataset = await mastra.datasets.create({ name: 'Outlived' });
      await dataset.addItem({ input: 1 });
      const { experimentId } = await dataset.startExperiment({ task: () => 1 });
      await mastra.datasets.delete({ id: dataset.id });
      const experiment = await mastra.datasets.getExperiment({ experimentId });
      expect(experiment).toMatchObject({ datasetId: null, status: 'completed' });
      await mastra.datasets.deleteExperiment({ experimentId });
      expect(await mastra.datasets.getExperiment({ experimentId })).toBeNull();
    });
  },
);
