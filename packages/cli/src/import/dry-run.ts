import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset, NewDatasetItem } from '@mastra-datasets/core';
import type { CommandContext } from '../context.js';
import { contentOf, Prediction, type PredictedCounts } from '@mastra-datasets/files';
import { cleaningUp } from '../io.js';
import { openStore } from '../store.js';
import { requireFewEnough } from './sync.js';
import { importInto, type ImportPlan } from './import-rows.js';

/** How many items are shown. */
const SHOWN = 5;

/** What an import would do. */
export interface ImportPreview {
  /** The first items. */
  readonly items: readonly NewDatasetItem[];
  /** The first items that would be deleted. */
  readonly deletedItems: readonly NewDatasetItem[];
  readonly counts: PredictedCounts & {
    /** How many items would be added, updated or found unchanged. */
    readonly accepted: number;
    readonly deleted: number;
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
  const attempt = async (target: Dataset, store: CommandContext['datasets']) => {
    const { onConflict, sync } = plan;
    const prediction = new Prediction(store, target, {
      onConflict,
      deletesMissing: sync !== null,
    });
    const hooks = {
      onItem: async (item: NewDatasetItem) => {
        if (items.length < SHOWN) items.push(item);
        await prediction.add(item);
      },
      beforeCommit: () => {
        throw new Stop();
      },
      onRefused: (item: NewDatasetItem) => {
        prediction.remove(item);
      },
    };
    try {
      await importInto(io, store, target, plan, hooks);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
    const counts = await prediction.counts();
    const missing = await prediction.missing(SHOWN);
    requireFewEnough(target, missing.count, plan.sync);
    return { counts, missing };
  };
  const { counts, missing } =
    dataset === null
      ? await inTemporaryStore(io, async (store) =>
          attempt(await store.createDataset({ name: plan.name }), store),
        )
      : await attempt(dataset, datasets);
  const accepted = counts.added + counts.updated + counts.unchanged;
  return {
    items,
    deletedItems: missing.first.map(contentOf),
    counts: { accepted, ...counts, deleted: missing.count, rejected: plan.rejects?.count ?? 0 },
  };
}

/** Runs work on an empty store, which is removed afterwards. */
export async function inTemporaryStore<Result>(
  io: CommandContext['io'],
  work: (datasets: CommandContext['datasets']) => Promise<Result>,
): Promise<Result> {
  return cleaningUp(io, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-dry-run-'));
    try {
      const url = `file:${join(folder, 'dry-run.db')}`;
      const store = await openStore({ url }, io, { create: true });
      try {
        return await work(store.datasets);
      } finally {
        await store.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
