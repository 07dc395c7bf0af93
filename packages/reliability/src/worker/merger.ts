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

// Opens the storage when it is told which, and merges one member after the other into an item when it
// is told to begin.
process.send?.('ready');
const [message] = (await once(process, 'message')) as [unknown];
const { storage: spec, name, datasetId, id, merges } = job.parse(message);
const storage = await openStorage(spec);
await storage.getItemById({ id });
process.send?.('open');
await once(process, 'message');
for (let index = 0; index < merges; index += 1) {
  const merge = { context: { [name]: { [`merge${index}`]: index }, [`${name}${index}`]: true } };
  await storage.updateItem({ datasetId, id, merge, author: name });
}
await storage.close();
process.send?.('done');
process.disconnect();
