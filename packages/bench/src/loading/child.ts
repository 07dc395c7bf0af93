import { join } from 'node:path';
import { loadCases, readLockEntry } from '@mastra-datasets/cases';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { median } from 'simple-statistics';
import { check } from '../check.js';
import { loadingTaskSchema, type LoadingAnswer, type LoadingTask } from './task.js';

const LATER_CALLS = 10;

/** Reads as a program does that was just started: it opens the store, and reads once. */
async function read({ what, folder }: LoadingTask): Promise<number> {
  if (what === 'cases of a file') {
    return (await loadCases('vendored', { folder, environment: {} })).length;
  }
  if (what === 'cases of the store') {
    return (await loadCases('stored', { folder, environment: {} })).length;
  }
  const { datasetId, version } = await readLockEntry('stored', { folder });
  const storage = new DatasetsLibSQL({ url: `file:${join(folder, 'mastra.db')}` });
  const items = await storage.getItemsByVersion({ datasetId, version: new Date(version) });
  await storage.close();
  return items.length;
}

async function processorTime(task: LoadingTask): Promise<number> {
  const start = process.cpuUsage();
  const found = await read(task);
  const { user, system } = process.cpuUsage(start);
  check(found === task.items, `${found} items were read`);
  return (user + system) / 1_000;
}

const [, , given = ''] = process.argv;
const task = loadingTaskSchema.parse(JSON.parse(given));
const first = await processorTime(task);
const later: number[] = [];
for (let call = 0; call < LATER_CALLS; call += 1) later.push(await processorTime(task));
console.log(JSON.stringify({ first, later: median(later) } satisfies LoadingAnswer));
