import { inspect } from 'node:util';
import { openStorage } from '../storage-spec.js';
import { incrementLoop } from './increment-loop.js';
import { fromWorker, toWorker, type FromWorker, type Job } from './messages.js';
import { ReadLoop } from './read-loop.js';
import { readerFor } from './repeat.js';
import { Tally } from './tally.js';
import { writeLoop, type LoopContext } from './write-loop.js';

let isStopped = false;

function send(message: FromWorker): void {
  process.send?.(fromWorker.parse(message));
}

async function work(job: Job): Promise<void> {
  const storage = await openStorage(job.storage);
  const tally = new Tally((progress) => {
    send({ type: 'progress', progress });
  });
  const context: LoopContext = {
    ...{ storage, job, tally },
    read: readerFor(job),
    isStopped: () => isStopped,
  };
  let isWriting = true;
  const writers = Array.from({ length: job.writers }, (_, loop) => writeLoop(context, loop));
  const writing = Promise.all([...writers, incrementLoop(context)]).finally(() => {
    isWriting = false;
  });
  const readers = Array.from({ length: job.readers }, (_, loop) =>
    new ReadLoop(context, loop).run(() => !isWriting),
  );
  await Promise.all([writing, ...readers]);
  await storage.close();
  send({ type: 'ended', progress: tally.progress });
  process.disconnect();
}

process.on('message', (message) => {
  const order = toWorker.parse(message);
  if (order.type === 'stop') {
    isStopped = true;
    return;
  }
  work(order.job).catch((error: unknown) => {
    send({ type: 'failed', reason: inspect(error) });
    process.disconnect();
  });
});

// The process of the tests may end before this one.
process.once('disconnect', () => {
  process.exit();
});

send({ type: 'ready' });
