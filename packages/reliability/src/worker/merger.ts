import { once } from 'node:events';
import { z } from 'zod';
import { openStorage, storageSpec } from '../storage-spec.js';

const job = z.object({
  storage: storageSpec,
  name: z.string(),
  datasetId: z.string(),
  id: z.string(),
  merges: z.int(),
});

/** What a process of merges is to do. */
export type MergeJob = z.infer<typeof job>;

// Merges one member after the other into an item, when it is told to.
process.send?.('ready');
const [message] = (await once(process, 'message')) as [unknown];
const { storage: spec, name, datasetId, id, merges } = job.parse(message);
const storage = await openStorage(spec);
for (let index = 0; index < merges; index += 1) {
  const merge = { context: { [name]: { [`merge${index}`]: index }, [`${name}${index}`]: true } };
  await storage.updateItem({ datasetId, id, merge, author: name });
}
await storage.close();
process.send?.('done');
process.disconnect();
