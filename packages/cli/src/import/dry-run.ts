import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset, NewDatasetItem } from '@mastra-datasets/core';
import type { CommandContext } from '../context.js';
import { cleaningUp } from '../io.js';
import { openStore } from '../store.js';
import { importInto, type ImportPlan } from './import-rows.js';

/** How many items are shown. */
const SHOWN = 5;

/** What an import would do. */
export interface ImportPreview {
  /** The first items. */
  readonly items: readonly NewDatasetItem[];
  readonly counts: {
    /** How many items would be added, updated or found unchanged. */
    readonly accepted: number;
    readonly rejected: number;
  };
}

/** Ends an import before its commit. */
class Stop extends Error {}

/**
 * Does everything of an import but its commit, so that every row meets the checks it would meet.
 * For a dataset that does not exist, that happens in a database of its own.
 */
export async function previewImport(
  { io, datasets }: CommandContext,
  dataset: Dataset | null,
  plan: ImportPlan,
): Promise<ImportPreview> {
  const items: NewDatasetItem[] = [];
  let read = 0;
  let refused = 0;
  const { rejects } = plan;
  const before = rejects?.count ?? 0;
  const hooks = {
    onItem: (item: NewDatasetItem) => {
      read += 1;
      if (items.length < SHOWN) items.push(item);
    },
    beforeCommit: () => {
      throw new Stop();
    },
    onRefused: () => {
      refused += 1;
    },
  };
  const attempt = async (target: Dataset, store: CommandContext['datasets']) => {
    try {
      await importInto(io, store, target, plan, hooks);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
  };
  if (dataset === null) {
    await inTemporaryStore(io, async (store) => {
      await attempt(await store.createDataset({ name: plan.name }), store);
    });
  } else {
    await attempt(dataset, datasets);
  }
  const rejected = (rejects?.count ?? 0) - before;
  return { items, counts: { accepted: read - refused, rejected } };
}

/** Runs work on an empty store, which is removed afterwards. */
export async function inTemporaryStore(
  io: CommandContext['io'],
  work: (datasets: CommandContext['datasets']) => Promise<void>,
): Promise<void> {
  await cleaningUp(io, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-dry-run-'));
    try {
      const url = `file:${join(folder, 'dry-run.db')}`;
      const store = await openStore({ url }, io, { create: true });
      try {
        await work(store.datasets);
      } finally {
        await store.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
