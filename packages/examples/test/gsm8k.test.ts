import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { DatasetsStorage } from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const file = new URL('../../../../shared/data/gsm8k-test.jsonl', import.meta.url);
const shape = z.strictObject({ question: z.string(), answer: z.string() });

const adapters: Record<string, () => DatasetsStorage> = {
  DatasetsInMemory: () => new DatasetsInMemory(),
  DatasetsLibSQL: () => new DatasetsLibSQL({ url: ':memory:' }),
};

async function readCases() {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => shape.parse(JSON.parse(line)));
}

async function contentOf(storage: DatasetsStorage, datasetId: string, version: Date) {
  const cases: z.output<typeof shape>[] = [];
  for await (const item of storage.iterateItems({ datasetId, version, order: 'oldest' })) {
    const { question } = shape.pick({ question: true }).parse(item.input);
    const { answer } = shape.pick({ answer: true }).parse(item.expectedOutput);
    cases.push({ question, answer });
  }
  return cases;
}

const missing = !existsSync(file);
if (missing) console.log('GSM8K is not beside the repository: its tests are skipped.');

describe.skipIf(missing)('GSM8K', () => {
  it.each(Object.keys(adapters))('comes back as it was loaded from %s', async (name) => {
    const cases = await readCases();
    expect(cases).toHaveLength(1_319);
    const storage = adapters[name]?.();
    if (storage === undefined) throw new Error(`There is no adapter ${name}.`);
    const dataset = await storage.createDataset({ name: 'GSM8K' });
    const datasetId = dataset.id;
    const items = await storage.addItems({
      datasetId,
      items: cases.map(({ question, answer }) => ({
        input: { question },
        expectedOutput: { answer },
      })),
    });
    const [first, second] = items;
    const last = items.at(-1);
    if (first === undefined || second === undefined || last === undefined) {
      throw new Error('The items are missing.');
    }
    const loaded = first.version;
    const digest = await storage.snapshotDigest({ datasetId, version: loaded });

    await storage.updateItem({ id: first.id, datasetId, expectedOutput: { answer: 'edited' } });
    await storage.deleteItem({ id: last.id, datasetId });
    await storage.addItem({
      datasetId,
      input: { question: 'new' },
      expectedOutput: { answer: '' },
    });
    await storage.deleteItems({ datasetId, ids: [first.id, second.id] });

    expect(await contentOf(storage, datasetId, loaded)).toEqual(cases);
    expect(await storage.snapshotDigest({ datasetId, version: loaded })).toBe(digest);
    expect(await storage.snapshotDigest({ datasetId })).not.toBe(digest);
    await storage.close();
  });
});
