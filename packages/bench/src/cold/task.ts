import { z } from 'zod';

/** How many calls of a process count as cold. */
export const COLD_CALLS = 40;

/** What a fresh process is told to measure. */
export const coldTaskSchema = z.object({
  work: z.enum(['reads', 'session']),
  role: z.enum(['ours', 'peer', 'lance', 'limit']),
  /** The folder of the databases, and the name of the one to open. */
  folder: z.string(),
  name: z.string(),
  /** Where the peers are installed; `null` when nobody takes part but us. */
  peers: z.string().nullable(),
  datasetId: z.string(),
  ids: z.array(z.string()),
});

export type ColdTask = z.infer<typeof coldTaskSchema>;

/** What it answers: milliseconds, and how many of them commits waited for the clock. */
export const coldAnswerSchema = z.object({ milliseconds: z.number(), waited: z.number() });

export type ColdAnswer = z.infer<typeof coldAnswerSchema>;
