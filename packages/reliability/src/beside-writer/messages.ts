import { z } from 'zod';
import { storageSpec } from '../storage-spec.js';

/** What the writer is to do. */
const writerJob = z.object({
  storage: storageSpec,
  datasetId: z.string(),
  /** The external id of an item that it keeps writing. */
  externalId: z.string(),
  /** How long it rests after every two commits, in milliseconds. */
  pauseMs: z.number(),
});

/** @see {@link writerJob} */
export type WriterJob = z.infer<typeof writerJob>;

export const toWriter = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), job: writerJob }),
  z.object({ type: z.literal('stop') }),
]);

export const fromWriter = z.discriminatedUnion('type', [
  /** How many commits it has made so far. */
  z.object({ type: z.literal('progress'), commits: z.int() }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);

export type FromWriter = z.infer<typeof fromWriter>;
