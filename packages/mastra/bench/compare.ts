import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Mastra } from '@mastra/core';
import type { Dataset } from '@mastra/core/datasets';
import { LibSQLStore } from '@mastra/libsql';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { withVersionedDatasets } from '../src/index.js';
import { page, snapshot } from '../test/contract/lists.js';

// Compares Mastra's own store with this package on files of 10,000 items, and this package with the
// storage beneath it. The three take turns in every round, so that a busy machine slows all alike.

const ITEM_COUNT = 10_000;
const ROUNDS = 9;

/** An operation on three ways to the same data, and how often it runs in a round. */
interface Operation {
  readonly name: string;
  readonly times: number;
  readonly mastra: (dataset: Dataset, id: string, number: number) => Promise<unknown>;
  readonly own: (datasetId: string, id: string, number: number) => Promise<unknown>;
}

function content(number: number) {
  const text = `What is the capital of country ${number}, which lies beyond the sea?`;
  return {
    input: { question: text, level: number % 7 },
    groundTruth: { answer: `City ${number}` },
  };
}

function ownContent(number: number) {
  const { input, groundTruth } = content(number);
  return { input, expectedOutput: groundTruth };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}

const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-compare-'));
const fileOf = (name: string) => `file:${join(folder, name)}`;
const stock = new Mastra({
  logger: false,
  storage: new LibSQLStore({ id: 'stock', url: fileOf('stock.db') }),
});
const storage = new DatasetsLibSQL({ url: fileOf('versions.db'), synchronous: 'normal' });
const bridge = new Mastra({
  logger: false,
  storage: withVersionedDatasets(new LibSQLStore({ id: 'rest', url: fileOf('rest.db') }), storage),
});

async function filled(mastra: Mastra): Promise<{ dataset: Dataset; ids: string[] }> {
  const dataset = await mastra.datasets.create({ name: 'Compared' });
  const items = Array.from({ length: ITEM_COUNT }, (_, number) => content(number));
  const added = await dataset.addItems({ items });
  return { dataset, ids: added.map(({ id }) => id) };
}

const pagination = { page: 0, perPage: 20 };
const operations: readonly Operation[] = [
  {
    name: 'getItem',
    times: 200,
    mastra: (dataset, itemId) => dataset.getItem({ itemId }),
    own: (_datasetId, id) => storage.getItemById({ id }),
  },
  {
    name: 'updateItem',
    times: 50,
    mastra: (dataset, itemId, number) => dataset.updateItem({ itemId, ...content(number) }),
    own: (datasetId, id, number) => storage.updateItem({ datasetId, id, ...ownContent(number) }),
  },
  {
    name: 'first page',
    times: 50,
    mastra: (dataset) => page(dataset, pagination),
    own: (datasetId) => storage.listItems({ datasetId, pagination }),
  },
  {
    name: 'addItem',
    times: 50,
    mastra: (dataset, _id, number) => dataset.addItem(content(number)),
    own: (datasetId, _id, number) => storage.addItem({ datasetId, ...ownContent(number) }),
  },
  {
    name: 'search',
    times: 3,
    mastra: (dataset) => page(dataset, { ...pagination, search: 'country 77' }),
    own: (datasetId) => storage.listItems({ datasetId, pagination, search: 'country 77' }),
  },
  {
    name: 'snapshot',
    times: 2,
    mastra: (dataset) => snapshot(dataset, 1),
    own: (datasetId) => storage.getItemsByVersion({ datasetId, version: 1 }),
  },
];

const stockSide = await filled(stock);
const bridgeSide = await filled(bridge);

/** Milliseconds for each call. */
async function time(times: number, call: (number: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let number = 0; number < times; number += 1) await call(number);
  return (performance.now() - start) / times;
}

/** One way to do an operation, and what it took in each round. */
interface Way {
  readonly run: (place: number, number: number) => Promise<unknown>;
  readonly figures: number[];
}

for (const { name, times, mastra, own } of operations) {
  const onMastra =
    ({ dataset, ids }: typeof stockSide): Way['run'] =>
    (place, number) =>
      mastra(dataset, ids[place] ?? '', number);
  const ways: Way[] = [
    { run: onMastra(stockSide), figures: [] },
    { run: onMastra(bridgeSide), figures: [] },
    {
      run: (place, number) => own(bridgeSide.dataset.id, bridgeSide.ids[place] ?? '', number),
      figures: [],
    },
  ];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { run, figures } of ways) {
      const ms = await time(times, (number) =>
        run((round * 997 + number * 31) % ITEM_COUNT, number),
      );
      // The first round warms up.
      if (round > 0) figures.push(ms);
    }
  }
  const [theirs = NaN, ours = NaN, alone = NaN] = ways.map(({ figures }) => median(figures));
  const show = (value: number) => `${value.toFixed(3).padStart(9)} ms`;
  console.log(
    `${name.padEnd(12)} stock ${show(theirs)}, bridge ${show(ours)}, own call ${show(alone)};`,
    `bridge: ${(theirs / ours).toFixed(1)} times as fast as stock,`,
    `${(ours / alone).toFixed(2)} times as long as the own call`,
  );
}

await Promise.all([stock.shutdown(), bridge.shutdown()]);
await rm(folder, { recursive: true, force: true });
