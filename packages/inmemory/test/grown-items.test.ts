import { describe, expect, it } from 'vitest';
import { DatasetsInMemory } from '../src/index.js';

describe('an item that updates made larger than a new one may be', () => {
  it('is exported and imported again', async () => {
    const storage = new DatasetsInMemory({ limits: { itemSize: 100 } });
    const { id: datasetId } = await storage.createDataset({ name: 'grown' });
    const text = 'x'.repeat(90);
    const { id } = await storage.addItem({ datasetId, externalId: 'grown', input: text });
    await storage.updateItem({ datasetId, id, expectedOutput: text });
    const fields = { context: { text: text.slice(20) }, source: { text: text.slice(20) } };
    for (const [name, value] of Object.entries(fields)) {
      await storage.updateItem({ datasetId, id, [name]: value });
    }
    const { id: other } = await storage.createDataset({ name: 'imported' });
    const item = { externalId: 'grown', input: text, expectedOutput: text, ...fields };
    const imported = await storage.importItems({ datasetId: other, items: [item] });
    expect(imported).toMatchObject({ added: 1, rejected: 0 });
    const [version, version2] = await Promise.all(
      [datasetId, other].map((one) => storage.snapshotDigest({ datasetId: one })),
    );
    expect(version2).toBe(version);
  });

  it('is refused where it is larger than updates can make it', async () => {
    const storage = new DatasetsInMemory({ limits: { itemSize: 100 } });
    const { id: datasetId } = await storage.createDataset({ name: 'too large' });
    const items = [{ input: 'x'.repeat(700) }];
    await expect(storage.importItems({ datasetId, items })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: 'items[0]' },
    });
  });
});
