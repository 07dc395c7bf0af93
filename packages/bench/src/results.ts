import { z } from 'zod';

const workSchema = z.enum([
  'addOne',
  'addConcurrently',
  'bulkAdd',
  'updateOne',
  'deleteOne',
  'bulkDelete',
  'pointRead',
  'firstPage',
  'lastPage',
  'cursorPage',
  'snapshotLatest',
  'snapshotMiddle',
  'snapshotFirst',
  'pointReadOld',
  'pageOld',
  'iterate',
  'diff',
  'initialize',
  'coldRead',
  'session',
  'coldSession',
]);

/** A row of the benchmark. */
export type Work = z.infer<typeof workSchema>;

/** How the rows are called, and what one operation is. */
export const WORK_LABELS: Readonly<Record<Work, string>> = {
  addOne: 'add one by one',
  addConcurrently: 'add concurrently, an item',
  bulkAdd: 'bulk add, an item',
  updateOne: 'update one',
  deleteOne: 'delete one',
  bulkDelete: 'bulk delete of half, an item',
  pointRead: 'point read',
  firstPage: 'first page',
  lastPage: 'last page by offset',
  cursorPage: 'next page by cursor, at the end',
  snapshotLatest: 'snapshot of the latest',
  snapshotMiddle: 'snapshot of the middle version',
  snapshotFirst: 'snapshot of the first version',
  pointReadOld: 'point read at an old version',
  pageOld: 'page at an old version',
  iterate: 'iterate over all items',
  diff: 'diff of 10 changes',
  initialize: 'open and init() of an existing file',
  coldRead: 'point read, the first 40 of a process',
  session: 'session of a user',
  coldSession: 'session of a user, the first of a process',
};

/** Milliseconds an operation, commit waits left out. */
const figureSchema = z.object({
  median: z.number(),
  /** Milliseconds an operation waited for the clock. */
  commitWait: z.number(),
  operations: z.number(),
  samples: z.array(z.number()),
});

const rowSchema = z.object({
  store: z.enum(['file', 'memory']),
  work: workSchema,
  size: z.number(),
  ours: figureSchema,
  peer: figureSchema.nullable(),
  lance: figureSchema.nullable(),
  limit: figureSchema.nullable(),
  fasterThanPeer: z.number().nullable(),
  fasterThanLance: z.number().nullable(),
  slowerThanLimit: z.number().nullable(),
});

const growthSchema = z.object({
  work: workSchema,
  small: z.object({ size: z.number(), median: z.number() }),
  large: z.object({ size: z.number(), median: z.number() }),
  ratio: z.number(),
});

/** Work of ours against other work of ours, whose time the cost is given in. */
const costSchema = z.object({
  store: z.enum(['file', 'memory']),
  size: z.number(),
  label: z.string(),
  against: z.string(),
  median: z.number(),
  base: z.number(),
  ratio: z.number(),
  /** The most that the ratio may be; `null` where nothing is wanted. */
  most: z.number().nullable(),
});

const measureSchema = z.object({
  store: z.enum(['file', 'memory']),
  size: z.number(),
  label: z.string(),
  value: z.number(),
});

const targetSchema = z.object({
  what: z.string(),
  wanted: z.string(),
  measured: z.number().nullable(),
  outcome: z.enum(['pass', 'miss', 'not measured']),
});

/** What a run writes. */
export const resultsSchema = z.object({
  mode: z.string(),
  startedAt: z.string(),
  seconds: z.number(),
  environment: z.record(z.string(), z.string()),
  rounds: z.number(),
  questions: z.string(),
  connections: z.array(
    z.object({
      label: z.string(),
      when: z.string(),
      journalMode: z.string(),
      synchronous: z.string(),
    }),
  ),
  rows: z.array(rowSchema),
  bytesPerItem: z.array(measureSchema),
  iterationMemory: z.array(measureSchema),
  commitsPerSecond: z.array(measureSchema),
  costs: z.array(costSchema),
  growth: z.array(growthSchema),
  pointReadBreakdown: z.array(measureSchema),
  targets: z.array(targetSchema),
});

export type Results = z.infer<typeof resultsSchema>;
export type Row = z.infer<typeof rowSchema>;
export type Figure = z.infer<typeof figureSchema>;
export type Cost = z.infer<typeof costSchema>;
export type Growth = z.infer<typeof growthSchema>;
/** A figure of its own kind: bytes, megabytes, commits a second. */
export type Measure = z.infer<typeof measureSchema>;
export type Target = z.infer<typeof targetSchema>;
export type Store = Row['store'];
