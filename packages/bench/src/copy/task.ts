import { z } from 'zod';

/** What a process is told to copy. */
export const copyTaskSchema = z.object({
  /** The file of the dataset; `null` for one in memory, which the process makes before it copies. */
  source: z.string().nullable(),
  /** The file to copy to, which is not there yet. */
  target: z.string(),
  /** The dataset of the file. */
  datasetId: z.string(),
  items: z.number(),
  versions: z.number(),
  changes: z.number(),
});

export type CopyTask = z.infer<typeof copyTaskSchema>;

/** What it answers. Memory is what the whole process holds, in bytes. */
export const copyAnswerSchema = z.object({
  milliseconds: z.number(),
  /** The processor's time, in milliseconds: other work on the machine changes it less. */
  processor: z.number(),
  /** Right before the copy. */
  memoryBefore: z.number(),
  /** The most that it ever held. */
  mostMemory: z.number(),
});

export type CopyAnswer = z.infer<typeof copyAnswerSchema>;
