import { expect } from 'vitest';
import type { Check } from '../contract.js';

const COMPLETE = {
  name: 'Complete',
  description: 'With everything',
  metadata: { owner: 'ann', nested: { list: [1, null] } },
  inputSchema: { type: 'string' },
  groundTruthSchema: { type: 'number' },
  requestContextSchema: { type: 'object' },
  targetType: 'agent',
  targetIds: ['a', 'b'],
  scorerIds: ['s'],
  organizationId: 'org',
  projectId: 'project',
  candidateKey: 'key',
  candidateId: 'candidate',
} as const;

export function datasets(check: Check): void {
  check('a new dataset has what it was given, and the version 0', async ({ mastra, domain }) => {
    const input = { ...COMPLETE, targetIds: ['a', 'b'], scorerIds: ['s'] };
    const { id } = await mastra.datasets.create(input);
    const record = await domain.getDatasetById({ id });
    expect(record).toMatchObject({ ...input, id, version: 0 });
    expect(record?.createdAt).toBeInstanceOf(Date);
    expect(record?.updatedAt).toEqual(record?.createdAt);
  });

  check('a new dataset lacks what it was not given', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Bare' });
    const record = await dataset.getDetails();
    for (const name of ['metadata', 'inputSchema', 'tags', 'targetType', 'targetIds'] as const) {
      expect(record[name]).toBeUndefined();
    }
    for (const name of ['organizationId', 'projectId', 'candidateKey', 'candidateId'] as const) {
      expect(record[name]).toBeNull();
    }
  });

  check('an unknown dataset is null in the domain, an error outside', async (parts) => {
    const { mastra, domain } = parts;
    expect(await domain.getDatasetById({ id: 'nobody' })).toBeNull();
    const error = { id: 'DATASET_NOT_FOUND' };
    await expect(mastra.datasets.get({ id: 'nobody' })).rejects.toMatchObject(error);
  });

  check('an update changes what it names, and no version', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({
      name: 'Old',
      description: 'kept',
      metadata: { replaced: true },
      targetIds: ['a'],
      scorerIds: ['kept'],
    });
    await dataset.addItem({ input: 1 });
    const updated = await dataset.update({
      name: 'New',
      metadata: { other: 1 },
      tags: ['x'],
      targetIds: ['b'],
      targetType: 'workflow',
      requestContextSchema: { type: 'object' },
    });
    expect(updated).toMatchObject({
      name: 'New',
      description: 'kept',
      metadata: { other: 1 },
      tags: ['x'],
      targetIds: ['b'],
      targetType: 'workflow',
      scorerIds: ['kept'],
      requestContextSchema: { type: 'object' },
      version: 1,
    });
    expect(updated.metadata).toEqual({ other: 1 });
    expect(await dataset.getDetails()).toEqual(updated);
    expect(updated.updatedAt.getTime()).toBeGreaterThanOrEqual(updated.createdAt.getTime());
  });

  check('null takes back tags, targets, scorers and schemas', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({
      name: 'Cleared',
      inputSchema: { type: 'string' },
      requestContextSchema: { type: 'object' },
      targetType: 'agent',
      targetIds: ['a'],
      scorerIds: ['s'],
    });
    await dataset.update({ tags: ['x'] });
    await dataset.update({
      inputSchema: null,
      requestContextSchema: null,
      tags: null,
      targetType: null,
      targetIds: null,
      scorerIds: null,
    });
    const record = await dataset.getDetails();
    const cleared = [record.inputSchema, record.requestContextSchema, record.tags];
    const others = [record.targetType, record.targetIds, record.scorerIds];
    for (const value of [...cleared, ...others]) expect(value ?? undefined).toBeUndefined();
  });

  check('an empty list of scorers is kept', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'No scorers', scorerIds: [] });
    expect((await dataset.getDetails()).scorerIds).toEqual([]);
  });

  check('updating an unknown dataset is an error', async ({ domain }) => {
    await expect(domain.updateDataset({ id: 'nobody', name: 'New' })).rejects.toThrow(/not found/i);
  });

  check('two updates at once lose neither', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Both' });
    await Promise.all([dataset.update({ tags: ['x'] }), dataset.update({ targetIds: ['a'] })]);
    expect(await dataset.getDetails()).toMatchObject({ tags: ['x'], targetIds: ['a'] });
  });

  check('an id of the caller gives the dataset that has it', async ({ mastra }) => {
    const id = 'own-id';
    const made = await Promise.all(
      ['First', 'Second'].map((name) => mastra.datasets.create({ id, name, projectId: 'p' })),
    );
    expect(made.map((dataset) => dataset.id)).toEqual([id, id]);
    const { name } = await (await mastra.datasets.get({ id })).getDetails();
    const again = await mastra.datasets.create({ id, name: 'Third', projectId: 'p' });
    expect((await again.getDetails()).name).toBe(name);
    const { datasets: found } = await mastra.datasets.list({ filters: { projectId: 'p' } });
    expect(found.filter((dataset) => dataset.id === id)).toHaveLength(1);
  });

  check('an id of the caller conflicts where what cannot change differs', async ({ mastra }) => {
    const id = 'conflicting';
    await mastra.datasets.create({ id, name: 'Mine', organizationId: 'one', candidateKey: 'k' });
    const error = { id: 'DATASET_ID_CONFLICT' };
    for (const other of [{ organizationId: 'two', candidateKey: 'k' }, { organizationId: 'one' }]) {
      const made = mastra.datasets.create({ id, name: 'Mine', ...other });
      await expect(made).rejects.toMatchObject(error);
    }
  });

  check('an empty id is refused', async ({ domain }) => {
    const made = domain.createDataset({ id: '', name: 'Nameless' });
    await expect(made).rejects.toMatchObject({ id: 'DATASET_INVALID_ID' });
  });
}
