import type { DatasetsStorage } from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { serveDatasets } from '@mastra-datasets/server';
import { check } from '../check.js';
import { PATHS } from '../paths.js';
import { loadQuestions } from '../questions.js';
import { httpTaskSchema, type HttpTask, type Served, type Work } from './task.js';

/** The item that point reads read: one in the middle. */
const NAME = 'middle';

async function open({ file, items: count }: HttpTask): Promise<DatasetsStorage> {
  const storage =
    file === null ? new DatasetsInMemory() : new DatasetsLibSQL({ url: `file:${file}` });
  const made = await storage.createDataset({ id: 'load', name: 'load', onConflict: 'skip' });
  if (made.versionNumber !== 0) return storage;
  const questions = loadQuestions(PATHS.questions);
  const items = Array.from({ length: count }, (_, index) => {
    const { question, answer } = questions.at(index);
    const name = index === Math.floor(count / 2) ? { externalId: NAME } : {};
    return { ...name, input: { question }, expectedOutput: { answer } };
  });
  await storage.addItems({ datasetId: 'load', items });
  return storage;
}

async function middleId(storage: DatasetsStorage): Promise<string> {
  const item = await storage.getItemByExternalId({ datasetId: 'load', externalId: NAME });
  if (item === null) throw new Error('The item to read is not there.');
  return item.id;
}

/** A call of the storage that does what a request asks for. */
async function callOf(storage: DatasetsStorage, work: Work): Promise<() => Promise<void>> {
  const id = await middleId(storage);
  if (work === 'point read') {
    return async () => {
      check((await storage.getItemById({ id })) !== null, 'the item was not found');
    };
  }
  const pagination = { page: 0, perPage: 50 };
  return async () => {
    const { items } = await storage.listItems({ datasetId: 'load', pagination });
    check(items.length === 50, `${items.length} items came`);
  };
}

/** Does calls for some seconds, several at once, and gives how many a second were done. */
async function measureBare(call: () => Promise<void>, task: HttpTask): Promise<number> {
  const during = async (seconds: number) => {
    const start = performance.now();
    let count = 0;
    const worker = async () => {
      while (performance.now() - start < seconds * 1_000) {
        await call();
        count += 1;
        // The clients of a server come through the event loop, and so do these.
        if (count % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all(Array.from({ length: task.concurrency }, worker));
    return (count / (performance.now() - start)) * 1_000;
  };
  // The engine compiles code by and by.
  await during(1);
  return during(task.seconds);
}

async function serve(storage: DatasetsStorage): Promise<Served> {
  const { url, token } = await serveDatasets({ storage, port: 0 });
  const dataset = '/api/v1/datasets/load';
  const paths = {
    'point read': `${dataset}/items/${await middleId(storage)}`,
    'page of 50': `${dataset}/items`,
  };
  return { url, token: token ?? '', paths, stream: `${dataset}/items/stream` };
}

const [, , given = ''] = process.argv;
const task = httpTaskSchema.parse(JSON.parse(given));
const storage = await open(task);
if (task.work === null) {
  console.log(JSON.stringify(await serve(storage)));
} else {
  const perSecond = await measureBare(await callOf(storage, task.work), task);
  console.log(JSON.stringify({ perSecond }));
  await storage.close();
}
