import { z } from 'zod';
import { callAndRecord, type LoopContext } from './write-loop.js';

const count = z.object({ count: z.int() });

/** Reads the counter, and writes one more if nobody changed its dataset in between. */
export async function incrementLoop(context: LoopContext): Promise<void> {
  const { storage, job, tally, isStopped, read } = context;
  const { datasetId, id } = job.counter;
  const end = job.increments ?? Infinity;
  for (let increments = 0, tries = 0; increments < end && !isStopped(); tries += 1) {
    const dataset = await read(() => storage.getDatasetById({ id: datasetId }));
    const version = dataset?.version ?? new Date(0);
    const item = await read(() => storage.getItemById({ id, version }));
    const token = `${job.name}-increment-${tries}`;
    const input = { count: count.parse(item?.input).count + 1, token };
    const outcome = await callAndRecord(context, {
      datasetId,
      token,
      method: job.outages ? 'applyChanges' : 'updateItem',
      changes: [{ type: 'update', id, input }],
      expectedVersion: version,
    });
    if (outcome === null) continue;
    increments += 1;
    tally.count('increments');
  }
}
