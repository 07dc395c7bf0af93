import { z } from 'zod';

/** The requests that are measured, as a client and as a caller of the storage makes them. */
export const WORKS = ['point read', 'page of 50'] as const;

export type Work = (typeof WORKS)[number];

/** What a process is told to do: to serve a store, or to do a work on it for some seconds. */
export const httpTaskSchema = z.object({
  /** The file of the store; `null` for one in memory. */
  file: z.string().nullable(),
  items: z.number(),
  /** The work to do on the bare storage; `null` to serve it until the process is ended. */
  work: z.enum(WORKS).nullable(),
  seconds: z.number(),
  /** How many calls are under way at once. */
  concurrency: z.number(),
});

export type HttpTask = z.infer<typeof httpTaskSchema>;

/** Where a process serves. */
export const servedSchema = z.object({
  url: z.string(),
  token: z.string(),
  paths: z.record(z.enum(WORKS), z.string()),
  /** The path of a stream of all items. */
  stream: z.string(),
});

export type Served = z.infer<typeof servedSchema>;

/** How many calls of the bare storage were done in a second. */
export const bareSchema = z.object({ perSecond: z.number() });
