import { z } from 'zod';
import { storageSpec } from '../storage-spec.js';

/** What a process is to do. */
const job = z.object({
  storage: storageSpec,
  /** Distinguishes what it writes from what others write. */
  name: z.string(),
  seed: z.int(),
  datasetIds: z.array(z.string()),
  /** An item whose `input.count` processes increment together. */
  counter: z.object({ datasetId: z.string(), id: z.string() }),
  /** How many loops make changes at the same time. */
  writers: z.int(),
  /** How many calls each of them makes; `null` for no end. */
  callsPerWriter: z.int().nullable(),
  /** How often it increments the counter; `null` for no end. */
  increments: z.int().nullable(),
  /** How many loops read pinned versions until all changes are made. */
  readers: z.int(),
  /** The most items in a batch. */
  batchLength: z.int(),
  /**
   * Whether the storage may fail. Calls are then made so that they can be repeated: additions with
   * an `externalId`, everything else with an `expectedVersion`.
   */
  outages: z.boolean(),
});

/** @see {@link job} */
export type Job = z.infer<typeof job>;

/** What a process has done so far. */
const progress = z.object({
  /** Calls that the storage acknowledged, increments included. */
  mutations: z.int(),
  increments: z.int(),
  /** Calls refused since another process had changed what they met. */
  conflicts: z.int(),
  /** Reads of pinned versions, all of them as they were before. */
  reads: z.int(),
  /** Calls repeated after a failure. */
  repeats: z.int(),
  /** Calls that had been applied although they failed, as their repetition showed. */
  recovered: z.int(),
});

/** @see {@link progress} */
export type Progress = z.infer<typeof progress>;

/** What a process has done at the beginning. */
export const NO_PROGRESS: Progress = Object.freeze({
  mutations: 0,
  increments: 0,
  conflicts: 0,
  reads: 0,
  repeats: 0,
  recovered: 0,
});

export const toWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), job }),
  /** Ends loops without an end of their own. */
  z.object({ type: z.literal('stop') }),
]);

export type ToWorker = z.infer<typeof toWorker>;

export const fromWorker = z.discriminatedUnion('type', [
  /** It can begin at once. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('progress'), progress }),
  z.object({ type: z.literal('ended'), progress }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
]);

export type FromWorker = z.infer<typeof fromWorker>;
