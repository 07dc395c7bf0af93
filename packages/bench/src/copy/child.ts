import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { check } from '../check.js';
import { makeCopiedDataset } from './dataset.js';
import { copyTaskSchema, type CopyAnswer, type CopyTask } from './task.js';

async function openSource({ source, datasetId, ...size }: CopyTask) {
  if (source !== null) return { storage: new DatasetsLibSQL({ url: `file:${source}` }), datasetId };
  const storage = new DatasetsInMemory();
  return { storage, datasetId: await makeCopiedDataset(storage, size) };
}

const [, , given = ''] = process.argv;
const task = copyTaskSchema.parse(JSON.parse(given));
const { storage, datasetId } = await openSource(task);
const target = new DatasetsLibSQL({ url: `file:${task.target}` });
await Promise.all([storage.init(), target.init()]);
const memoryBefore = process.memoryUsage().rss;
const cpu = process.cpuUsage();
const start = performance.now();
const { versions } = await storage.copyDatasetTo(target, { datasetId });
const milliseconds = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
// It is in kilobytes on every system.
const mostMemory = process.resourceUsage().maxRSS * 1_024;
check(versions === task.versions + 1, `${versions} versions were copied`);
const digests = await Promise.all(
  [storage, target].map((each) => each.snapshotDigest({ datasetId })),
);
check(digests[0] === digests[1], 'the copy has another content');
await Promise.all([storage.close(), target.close()]);
console.log(
  JSON.stringify({
    milliseconds,
    processor: (user + system) / 1_000,
    memoryBefore,
    mostMemory,
  } satisfies CopyAnswer),
);
