import { z } from 'zod';

/** What a process is told to read, over and over. */
export const loadingTaskSchema = z.object({
  what: z.enum(['snapshot', 'cases of the store', 'cases of a file']),
  /** The folder with the store and the lock file. */
  folder: z.string(),
  items: z.number(),
});

export type LoadingTask = z.infer<typeof loadingTaskSchema>;

/** The processor's time of the calls, in milliseconds: other work on the machine changes it less. */
export const loadingAnswerSchema = z.object({
  /** The first call in the process, which opens what it reads: what a run of an evaluation pays. */
  first: z.number(),
  /** The median of the calls after that. */
  later: z.number(),
});

export type LoadingAnswer = z.infer<typeof loadingAnswerSchema>;
