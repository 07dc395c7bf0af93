import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { openStorage } from '../storage-spec.js';
import { fromWriter, toWriter, type FromWriter, type WriterJob } from './messages.js';

let isStopped = false;

function send(message: FromWriter): void {
  process.send?.(fromWriter.parse(message));
}

/** Adds an item and writes the shared one, again and again, until it is stopped. */
async function write({ storage: spec, datasetId, externalId, pauseMs }: WriterJob): Promise<void> {
  const storage = await openStorage(spec);
  let commits = 0;
  while (!isStopped) {
    await storage.addItem({ datasetId, input: `written ${commits}` });
    await storage.addItem({ datasetId, externalId, input: commits, onConflict: 'update' });
    commits += 2;
    send({ type: 'progress', commits });
    if (pauseMs > 0) await delay(pauseMs);
  }
  await storage.close();
  process.disconnect();
}

process.on('message', (message) => {
  const order = toWriter.parse(message);
  if (order.type === 'stop') {
    isStopped = true;
    return;
  }
  write(order.job).catch((error: unknown) => {
    send({ type: 'failed', reason: inspect(error) });
    process.disconnect();
  });
});

// The process of the tests may end before this one.
process.once('disconnect', () => {
  process.exit();
});
