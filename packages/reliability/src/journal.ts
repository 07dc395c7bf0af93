import { readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';

/** An item as JSON, its dates as text. */
export const itemJson = z.record(z.string(), z.json());

/** @see {@link itemJson} */
export type ItemJson = z.infer<typeof itemJson>;

const fields = {
  input: z.json(),
  expectedOutput: z.json().optional(),
  context: z.record(z.string(), z.json()).nullable().optional(),
};

const change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('add'), externalId: z.string(), ...fields }),
  z.object({ type: z.literal('update'), id: z.string(), ...fields }),
  z.object({ type: z.literal('delete'), id: z.string() }),
]);

/** A change that a call asks for. */
export type Change = z.infer<typeof change>;

const result = z.object({
  action: z.enum(['added', 'updated', 'deleted', 'unchanged']),
  id: z.string(),
  item: itemJson.nullable(),
});

/** What the storage said has become of a change. */
export type ChangeResult = z.infer<typeof result>;

const entry = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('begun'),
    call: z.int(),
    datasetId: z.string(),
    changes: z.array(change),
  }),
  z.object({
    type: z.literal('done'),
    call: z.int(),
    /** `null` where the method tells none. */
    version: z.string().nullable(),
    /** `null` where the method tells none. */
    results: z.array(result).nullable(),
  }),
  z.object({ type: z.literal('refused'), call: z.int(), code: z.string() }),
]);

/** A line of a journal. */
export type JournalEntry = z.infer<typeof entry>;

/**
 * Writes to the standard output what a process asks of the storage and what it is told. The write
 * is synchronous, so a line is out before anything else happens, even when the process is killed.
 */
export function writeEntry(line: JournalEntry): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let written = 0; written < bytes.length;) {
    written += writeSync(process.stdout.fd, bytes, written);
  }
}

/** Reads a journal. A last line that was cut off when its process was killed does not count. */
export function readEntries(file: string): JournalEntry[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => entry.parse(JSON.parse(line)));
}
