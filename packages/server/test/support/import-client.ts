import { AsyncLocalStorage } from 'node:async_hooks';
import {
  DatasetsError,
  itemArguments,
  type ImportItemsInput,
  type ImportItemsOutput,
  type NewDatasetItem,
} from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import type { z } from 'zod';
import { importReport } from '../../src/schemas/api-results.js';
import { isCarried } from './carried.js';
import type { Client, Prepared } from './client.js';
import { reviveError } from './revive.js';

type ImportCallbacks = Pick<ImportItemsInput, 'items' | 'onRejected' | 'onProgress'>;

/**
 * Told of the progress of an import. The API does not tell it, so the storage behind it is asked, in
 * the same process.
 */
const progress = new AsyncLocalStorage<ImportItemsInput['onProgress']>();

let isTelling = false;

/**
 * Whether progress is being told. What is called meanwhile is to reach the storage at once, as calls of
 * a program beside the server do.
 */
export function isTellingProgress(): boolean {
  return isTelling;
}

/** Tells progress, and remembers that meanwhile. */
function telling(tell: ImportItemsInput['onProgress']): ImportItemsInput['onProgress'] {
  return (stage) => {
    isTelling = true;
    try {
      tell?.(stage);
    } finally {
      isTelling = false;
    }
  };
}

/** A storage that tells the progress of imports to whoever asked for them over HTTP. */
export class ObservedStorage extends DatasetsInMemory {
  override importItems(input: ImportItemsInput): Promise<ImportItemsOutput> {
    return super.importItems({ ...input, onProgress: telling(progress.getStore()) });
  }
}

/** What was wrong with items that JSON cannot carry, by their places. */
type Flaws = Map<number, DatasetsError>;

/** The line of an item; one that JSON cannot carry becomes a line that is refused. */
function lineOf(item: unknown, index: number, flaws: Flaws): string {
  if (isCarried(item) && !Array.isArray(item)) return JSON.stringify(item);
  try {
    itemArguments.imported(item, `items[${index}]`);
    return JSON.stringify(item);
  } catch (error) {
    if (!(error instanceof DatasetsError)) throw error;
    flaws.set(index, error);
    return JSON.stringify({ externalId: externalIdOf(item), notCarried: true });
  }
}

function externalIdOf(item: unknown): string | undefined {
  try {
    const externalId: unknown = Reflect.get(item as object, 'externalId');
    return typeof externalId === 'string' ? externalId : undefined;
  } catch {
    return undefined;
  }
}

/** Imports items through the API, one by one as the server asks for more. */
export async function importOverHttp(
  client: Client,
  { url, init }: Prepared,
  { items, onRejected, onProgress }: ImportCallbacks,
): Promise<ImportItemsOutput> {
  const sent: unknown[] = [];
  const flaws: Flaws = new Map();
  const failures: unknown[] = [];
  const encoder = new TextEncoder();
  const source = iteratorOf(items);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next: IteratorResult<NewDatasetItem, unknown> = await source.next();
          if (next.done === true) {
            controller.close();
            return;
          }
          controller.enqueue(encoder.encode(`${lineOf(next.value, sent.length, flaws)}\n`));
          sent.push(next.value);
        } catch (error) {
          failures.push(error);
          throw error;
        }
      },
      async cancel() {
        await source.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  const headers = { 'Content-Type': 'application/jsonl' };
  const request = { url, init: { ...init, headers, body, duplex: 'half' } as RequestInit };
  let report: z.output<typeof importReport>;
  try {
    report = importReport.parse(
      await (await progress.run(onProgress, () => client.send(request))).json(),
    );
  } catch (error) {
    if (failures.length > 0) throw wrapped(failures[0]);
    throw flawIn(error, flaws);
  }
  for (const { index, code, detail, details } of report.rejections) {
    const error = flaws.get(index) ?? reviveError(code, detail, details);
    if (!(error instanceof DatasetsError)) throw error;
    onRejected?.({ index, item: sent[index] as NewDatasetItem, error });
  }
  const { version, added, updated, deleted, unchanged, rejected } = report;
  return { version: new Date(version), added, updated, deleted, unchanged, rejected };
}

function iteratorOf(
  items: ImportItemsInput['items'],
): AsyncIterator<NewDatasetItem> | Iterator<NewDatasetItem> {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}

/** What the contract says of an import whose items failed. */
function wrapped(cause: unknown): unknown {
  if (cause instanceof DatasetsError) return cause;
  return new DatasetsError('INVALID_ARGUMENT', 'items: reading them failed.', {
    details: { path: 'items', reason: 'reading them failed' },
    cause,
  });
}

/** The error of the item that an import ended with, in its own words. */
function flawIn(error: unknown, flaws: Flaws): unknown {
  const path = error instanceof DatasetsError ? error.details['path'] : undefined;
  const [, index] = /^items\[(\d+)\]/.exec(typeof path === 'string' ? path : '') ?? [];
  return (index === undefined ? undefined : flaws.get(Number(index))) ?? error;
}
