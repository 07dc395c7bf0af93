import { readFile } from 'node:fs/promises';
import type { DatasetItem } from '@mastra-datasets/core';
import { z } from 'zod';
import { anyObject } from '../any-object.js';
import { CasesError } from '../errors.js';

const time = z.iso.datetime().transform((text) => new Date(text));

/** A line of the file: an item, with its times as text. */
const line = z.strictObject({
  id: z.string(),
  datasetId: z.string(),
  externalId: z.string().exactOptional(),
  input: z.unknown(),
  expectedOutput: z.unknown().exactOptional(),
  context: anyObject.exactOptional(),
  splits: z.array(z.string()).exactOptional(),
  source: anyObject.exactOptional(),
  attributes: anyObject.exactOptional(),
  version: time,
  versionNumber: z.int(),
  createdAt: time,
  updatedAt: time,
  purgedAt: time.exactOptional(),
});

/**
 * Writes an item as a line of a file with cases: what people read first, then its times. Nothing of
 * the item is lost.
 */
export function formatVendoredItem(item: DatasetItem): string {
  const { id, externalId, input, expectedOutput, context, splits, ...rest } = item;
  return `${JSON.stringify({ id, externalId, input, expectedOutput, context, splits, ...rest })}\n`;
}

/**
 * Reads the items of a file with cases. Rejects with `STORE_NOT_FOUND` where there is no file, and
 * with `CASES_CHANGED` for a line that is not an item.
 */
export async function readVendoredFile(path: string): Promise<DatasetItem[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CasesError(
      'STORE_NOT_FOUND',
      `The cases in ${path} cannot be read. Take the file from git, or write it anew with: mastra-datasets lock --update`,
      { details: { path }, cause },
    );
  });
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((given, index) => readLine(given, path, index + 1));
}

/** Whether a file with cases, and nothing else, is at a path. */
export async function isVendoredFile(path: string): Promise<boolean> {
  try {
    return (await readVendoredFile(path)).length > 0;
  } catch (error) {
    if (error instanceof CasesError) return false;
    throw error;
  }
}

function readLine(text: string, path: string, number: number): DatasetItem {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    throw new CasesError(
      'CASES_CHANGED',
      `Line ${number} of ${path} is not a case as it was written. Write the file anew with: mastra-datasets lock --update`,
      { details: { path, line: number }, cause },
    );
  }
}
