import type { DatasetsError } from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { at, currentItems, currentVersion, makeDataset, present } from '../fixtures.js';

const QUESTION = {
  type: 'object',
  required: ['question'],
  properties: { question: { type: 'string' }, 'a/b~c': { type: 'number' } },
};

/** A type that contains itself, as zod writes it. */
const TREE = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: { value: { type: 'number' }, children: { type: 'array', items: { $ref: '#' } } },
  required: ['value', 'children'],
};

/** As {@link TREE}, with references to its name. */
function named($id: string) {
  const children = { type: 'array', items: { $ref: $id } };
  return { ...TREE, $id, properties: { ...TREE.properties, children } };
}

/** What an error says of each failure, messages aside. */
function failuresOf(error: DatasetsError): unknown[] {
  const { failures } = error.details;
  if (!Array.isArray(failures)) throw new Error('The error lists no failures.', { cause: error });
  return failures.map((failure: unknown) => {
    const { message, ...place } = failure as { message: unknown };
    expect(message).toEqual(expect.any(String));
    return place;
  });
}

export const schemasSuite: Suite = ({ open, supports }) => {
  describe('schemas', () => {
    it('come back with the dataset, and can be changed and cleared', async () => {
      const storage = await open();
      const created = await storage.createDataset({
        name: 'd',
        inputSchema: QUESTION,
        expectedOutputSchema: true,
      });
      const { id } = created;
      expect(created).toMatchObject({ inputSchema: QUESTION, expectedOutputSchema: true });
      expect(await storage.getDatasetById({ id })).toStrictEqual(created);
      const kept = await storage.updateDataset({ id, name: 'new', inputSchema: undefined });
      expect(kept.inputSchema).toStrictEqual(QUESTION);
      const cleared = await storage.updateDataset({ id, inputSchema: null });
      expect(cleared).not.toHaveProperty('inputSchema');
      expect(cleared.expectedOutputSchema).toBe(true);
      await storage.addItem({ datasetId: id, input: 'anything' });
    });

    it('know the multiples of a decimal fraction', async () => {
      const storage = await open();
      const inputSchema = { type: 'number', multipleOf: 0.01 };
      const { id: datasetId } = await storage.createDataset({ name: 'd', inputSchema });
      for (const input of [0.07, 19.99, 1_234_567.89, -0.3, 1e21]) {
        await storage.addItem({ datasetId, input });
      }
      for (const input of [0.075, 19.999, -0.001]) {
        await expectDatasetsError(
          storage.addItem({ datasetId, input }),
          'SCHEMA_VALIDATION_FAILED',
        );
      }
    });

    it.each([
      ['without a name', TREE],
      ['with a name', { ...TREE, $id: 'https://example.com/tree' }],
      ['by its name', named('https://example.com/tree')],
    ])('may be recursive: %s', async (_, inputSchema) => {
      const storage = await open();
      const { id: datasetId } = await storage.createDataset({ name: 'd', inputSchema });
      const leaf = { value: 2, children: [] };
      await storage.addItem({ datasetId, input: { value: 1, children: [leaf] } });
      const bad = { value: 1, children: [leaf, { value: 'two', children: [] }] };
      const error = await expectDatasetsError(
        storage.addItem({ datasetId, input: bad }),
        'SCHEMA_VALIDATION_FAILED',
      );
      expect(failuresOf(error)).toEqual([
        { index: 0, field: 'input', pointer: '/children/1/value' },
      ]);
    });

    it('stop every write that breaks them, and name field and pointer', async () => {
      const storage = await open();
      const { id: datasetId } = await storage.createDataset({
        name: 'd',
        inputSchema: QUESTION,
        expectedOutputSchema: { type: 'string' },
      });
      const input = { question: 'q' };
      const item = await storage.addItem({ datasetId, input, expectedOutput: 'a' });
      const { id, version } = item;
      const bad = { question: 1 };
      const calls: [() => Promise<unknown>, unknown[]][] = [
        [
          () => storage.addItem({ datasetId, input: bad, expectedOutput: 'a' }),
          [{ index: 0, field: 'input', pointer: '/question' }],
        ],
        [
          () => storage.addItem({ datasetId, input: { question: 'q', 'a/b~c': 'text' } }),
          [{ index: 0, field: 'input', pointer: '/a~1b~0c' }],
        ],
        [
          () => storage.addItem({ datasetId, input, expectedOutput: null }),
          [{ index: 0, field: 'expectedOutput', pointer: '' }],
        ],
      ];
      for (const [work, failures] of calls) {
        const error = await expectDatasetsError(work, 'SCHEMA_VALIDATION_FAILED');
        expect(failuresOf(error)).toStrictEqual(failures);
      }
      const update = storage.updateItem({ id, datasetId, input: 'text', expectedOutput: 1 });
      const error = await expectDatasetsError(update, 'SCHEMA_VALIDATION_FAILED');
      expect(failuresOf(error)).toMatchObject([
        { index: 0, id, field: 'input', pointer: '' },
        { index: 0, id, field: 'expectedOutput', pointer: '' },
      ]);
      expect(await currentItems(storage, datasetId)).toStrictEqual([item]);
      expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
    });

    it('do not concern an expected output that is absent', async () => {
      const storage = await open();
      const { id: datasetId } = await storage.createDataset({
        name: 'd',
        expectedOutputSchema: { type: 'string' },
      });
      const item = await storage.addItem({ datasetId, input: 1 });
      expect(item).not.toHaveProperty('expectedOutput');
    });

    it('that are false let nothing in', async () => {
      const storage = await open();
      const { id: datasetId } = await storage.createDataset({ name: 'd', inputSchema: false });
      const work = storage.addItem({ datasetId, input: 1 });
      await expectDatasetsError(work, 'SCHEMA_VALIDATION_FAILED');
    });

    it('are JSON Schema of draft 2020-12', async () => {
      const storage = await open();
      const { id: datasetId } = await storage.createDataset({
        name: 'd',
        inputSchema: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          $defs: { word: { type: 'string', minLength: 1 } },
          prefixItems: [{ $ref: '#/$defs/word' }, { type: 'integer' }],
          items: false,
          unevaluatedItems: false,
        },
      });
      await storage.addItem({ datasetId, input: ['a', 1] });
      for (const input of [
        ['', 1],
        ['a', 1, 2],
        ['a', 1.5],
      ]) {
        await expectDatasetsError(
          storage.addItem({ datasetId, input }),
          'SCHEMA_VALIDATION_FAILED',
        );
      }
    });

    it('that existing items break are refused with the list of them', async () => {
      const storage = await open();
      const { datasetId, dataset, items } = await makeDataset(storage, ['text', 1, 'more', null]);
      const inputSchema = { type: 'string' };
      const error = await expectDatasetsError(
        storage.updateDataset({ id: datasetId, name: 'new', inputSchema }),
        'SCHEMA_VALIDATION_FAILED',
      );
      const failures = failuresOf(error) as { id: string }[];
      expect(failures).toHaveLength(2);
      expect(new Set(failures.map(({ id }) => id))).toStrictEqual(
        new Set([at(items, 1).id, at(items, 3).id]),
      );
      expect(failures).toMatchObject([
        { field: 'input', pointer: '' },
        { field: 'input', pointer: '' },
      ]);
      expect(present(await storage.getDatasetById({ id: datasetId })).name).toBe(dataset.name);
      const work = storage.updateDataset({ id: datasetId, inputSchema, existing: 'check' });
      await expectDatasetsError(work, 'SCHEMA_VALIDATION_FAILED');
      await storage.addItem({ datasetId, input: 5 });

      const kept = await storage.updateDataset({ id: datasetId, inputSchema, existing: 'keep' });
      expect(kept.inputSchema).toStrictEqual(inputSchema);
      expect(await currentItems(storage, datasetId)).toHaveLength(5);
      const late = storage.addItem({ datasetId, input: 5 });
      await expectDatasetsError(late, 'SCHEMA_VALIDATION_FAILED');
    });

    it('that existing items satisfy are taken', async () => {
      const storage = await open();
      const { datasetId, items } = await makeDataset(storage, ['text', 1]);
      await storage.deleteItem({ id: at(items, 1).id, datasetId });
      const inputSchema = { type: 'string' };
      const updated = await storage.updateDataset({ id: datasetId, inputSchema });
      expect(updated.inputSchema).toStrictEqual(inputSchema);
    });

    if (supports.batches) {
      it('name every failing item of a batch, and write nothing', async () => {
        const storage = await open();
        const { id: datasetId } = await storage.createDataset({
          name: 'd',
          inputSchema: { type: 'string' },
          expectedOutputSchema: { type: 'string' },
        });
        const [first] = await storage.addItems({ datasetId, items: [{ input: 'good' }] });
        const { id, version } = present(first);
        const added = storage.addItems({
          datasetId,
          items: [{ input: 1 }, { input: 'good' }, { input: 2, expectedOutput: 3 }],
        });
        const error = await expectDatasetsError(added, 'SCHEMA_VALIDATION_FAILED');
        expect(failuresOf(error)).toStrictEqual([
          { index: 0, field: 'input', pointer: '' },
          { index: 2, field: 'input', pointer: '' },
          { index: 2, field: 'expectedOutput', pointer: '' },
        ]);
        const mixed = storage.applyChanges({
          datasetId,
          changes: [
            { type: 'add', input: 'good' },
            { type: 'update', id, expectedOutput: {} },
          ],
        });
        const second = await expectDatasetsError(mixed, 'SCHEMA_VALIDATION_FAILED');
        expect(failuresOf(second)).toMatchObject([
          { index: 1, id, field: 'expectedOutput', pointer: '' },
        ]);
        expect(await currentVersion(storage, datasetId)).toStrictEqual(version);
      });
    }

    if (supports.restore) {
      it('stop restoring a version that breaks them', async () => {
        const storage = await open();
        const { datasetId, items } = await makeDataset(storage, [1]);
        const { id, version } = at(items, 0);
        await storage.deleteItem({ id, datasetId });
        await storage.updateDataset({ id: datasetId, inputSchema: { type: 'string' } });
        const work = storage.restoreVersion({ datasetId, version });
        const error = await expectDatasetsError(work, 'SCHEMA_VALIDATION_FAILED');
        expect(failuresOf(error)).toMatchObject([{ id, field: 'input', pointer: '' }]);
        expect(await currentItems(storage, datasetId)).toStrictEqual([]);
      });
    }
  });
};
