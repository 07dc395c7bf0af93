import type { Dataset } from '@mastra/core/datasets';
import type { AddExperimentResultInput, ExperimentsStorage } from '@mastra/core/storage';
import { expect } from 'vitest';
import type { Check } from '../contract.js';
import { page, snapshot } from '../lists.js';

const SECRET = 'a very private sentence';

async function experimentOn(experiments: ExperimentsStorage, dataset: Dataset): Promise<string> {
  const { id } = await experiments.createExperiment({
    datasetId: dataset.id,
    datasetVersion: 1,
    targetType: null,
    targetId: null,
    totalItems: 1,
  });
  return id;
}

function resultOf(experimentId: string, itemId: string): AddExperimentResultInput {
  return {
    experimentId,
    itemId,
    itemDatasetVersion: 1,
    input: SECRET,
    output: { text: SECRET },
    groundTruth: SECRET,
    metadata: { note: SECRET },
    error: null,
    startedAt: new Date(1_000),
    completedAt: new Date(2_000),
    retryCount: 1,
    tags: [SECRET],
    traceId: 'trace',
  };
}

export function purge(check: Check): void {
  check('purging removes the content from every version, and makes none', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Purge' });
    const { id: itemId } = await dataset.addItem({
      input: SECRET,
      groundTruth: SECRET,
      metadata: { note: SECRET },
      toolMocks: [{ toolName: SECRET, args: {}, output: SECRET }],
      expectedTrajectory: [SECRET],
      requestContext: { user: SECRET },
      scorerIds: ['s'],
      source: { type: 'trace', referenceId: SECRET },
    });
    await dataset.updateItem({ itemId, input: `${SECRET}!` });
    const kept = await dataset.addItem({ input: 'kept' });
    await dataset.purgeItem({ itemId });
    expect((await dataset.getDetails()).version).toBe(3);
    const item = await dataset.getItem({ itemId });
    expect(item).toMatchObject({
      input: null,
      groundTruth: null,
      expectedTrajectory: null,
      toolMocks: null,
      scorerIds: null,
      requestContext: null,
      source: null,
      metadata: { __purged: true },
    });
    expect(Date.parse(String(item?.metadata?.['purgedAt']))).toBeGreaterThan(0);
    expect((await dataset.getItemHistory({ itemId })).map(({ input }) => input)).toEqual([
      null,
      null,
    ]);
    const everything = [
      await snapshot(dataset, 1),
      await snapshot(dataset, 3),
      await page(dataset),
      await dataset.getItemHistory({ itemId }),
    ];
    expect(JSON.stringify(everything)).not.toContain(SECRET);
    expect((await dataset.getItem({ itemId: kept.id }))?.input).toBe('kept');
    expect(await dataset.listVersions()).toMatchObject({ pagination: { total: 3 } });
  });

  check('a purged item cannot be updated, but deleted', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Purge' });
    const { id: itemId } = await dataset.addItem({ input: SECRET });
    await dataset.purgeItem({ itemId });
    const error = { id: 'DATASET_ITEM_PURGED' };
    for (const change of [{ input: 1 }, { requestContext: { a: 1 } }, { scorerIds: null }]) {
      await expect(dataset.updateItem({ itemId, ...change })).rejects.toMatchObject(error);
    }
    await dataset.deleteItem({ itemId });
    expect(await dataset.getItem({ itemId })).toBeNull();
  });

  check('a deleted item can be purged', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Purge' });
    const { id: itemId } = await dataset.addItem({ input: SECRET });
    await dataset.deleteItem({ itemId });
    await dataset.purgeItem({ itemId });
    const rows = await dataset.getItemHistory({ itemId });
    expect(rows).toHaveLength(2);
    expect(JSON.stringify([rows, await snapshot(dataset, 1)])).not.toContain(SECRET);
    expect(rows[0]).toMatchObject({ isDeleted: true, metadata: { __purged: true } });
  });

  check('purging an unknown item does nothing', async ({ mastra, domain }) => {
    const dataset = await mastra.datasets.create({ name: 'Purge' });
    await dataset.purgeItem({ itemId: 'nobody' });
    await domain.purgeItem({ id: 'nobody', datasetId: 'nobody' });
    expect((await dataset.getDetails()).version).toBe(0);
  });

  check('purging reaches the results of experiments', async ({ mastra, experiments }) => {
    const dataset = await mastra.datasets.create({ name: 'Purge' });
    const { id: itemId } = await dataset.addItem({ input: SECRET });
    const other = await dataset.addItem({ input: 'kept' });
    const experimentId = await experimentOn(experiments, dataset);
    const result = await experiments.addExperimentResult(resultOf(experimentId, itemId));
    const kept = await experiments.addExperimentResult(resultOf(experimentId, other.id));
    await experiments.updateExperimentResult({
      id: result.id,
      status: 'reviewed',
      comment: SECRET,
    });
    await dataset.purgeItem({ itemId });
    const scrubbed = await experiments.getExperimentResultById({ id: result.id });
    expect(scrubbed).toMatchObject({
      itemId,
      input: null,
      output: null,
      groundTruth: null,
      metadata: { __purged: true },
      startedAt: result.startedAt,
      completedAt: result.completedAt,
      retryCount: 1,
      traceId: 'trace',
      status: 'reviewed',
    });
    expect(JSON.stringify(scrubbed)).not.toContain(SECRET);
    const other1 = await experiments.getExperimentResultById({ id: kept.id });
    expect(other1?.output).toEqual({ text: SECRET });
  });

  check('results that come after the purge hold nothing of the item', async (parts) => {
    const { mastra, experiments } = parts;
    const dataset = await mastra.datasets.create({ name: 'Purge' });
    const { id: itemId } = await dataset.addItem({ input: SECRET });
    const experimentId = await experimentOn(experiments, dataset);
    await dataset.purgeItem({ itemId });
    const added = await experiments.addExperimentResult(resultOf(experimentId, itemId));
    const upserted = await experiments.upsertExperimentResult({
      ...resultOf(experimentId, itemId),
      attempt: 1,
    });
    const comment = { id: added.id, comment: SECRET, tags: [SECRET] };
    const updated = await experiments.updateExperimentResult({ ...comment, status: 'reviewed' });
    expect(updated.status).toBe('reviewed');
    expect(added.metadata).toMatchObject({ __purged: true });
    const pagination = { page: 0, perPage: 10 };
    const stored = await experiments.listExperimentResults({ experimentId, pagination });
    expect(stored.results).toHaveLength(2);
    expect(JSON.stringify([added, upserted, updated, stored])).not.toContain(SECRET);
  });

  check('purging frees the external id', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Purge' });
    const { id: itemId } = await dataset.addItem({ externalId: 'ann@example.com', input: SECRET });
    await dataset.purgeItem({ itemId });
    const item = await dataset.addItem({ externalId: 'ann@example.com', input: 'new' });
    expect(item.id).not.toBe(itemId);
    expect((await dataset.getItem({ itemId }))?.externalId).toBeNull();
  });
}
