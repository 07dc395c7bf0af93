import { expect } from 'vitest';
import { z } from 'zod';
import type { Check } from '../contract.js';
import { page } from '../lists.js';

export function schemas(check: Check): void {
  check('items are checked by schemas of zod', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({
      name: 'Schemas',
      inputSchema: z.object({ question: z.string() }),
      groundTruthSchema: z.number(),
    });
    const item = await dataset.addItem({ input: { question: 'Who?' }, groundTruth: 1 });
    await dataset.addItem({ input: { question: 'Without an answer' } });
    const field = { name: 'SchemaValidationError', field: 'input' };
    await expect(dataset.addItem({ input: { question: 1 } })).rejects.toMatchObject({
      ...field,
      errors: [{ path: '/question' }],
    });
    await expect(dataset.addItem({ input: 'text' })).rejects.toMatchObject(field);
    const wrong = dataset.addItem({ input: { question: 'Who?' }, groundTruth: 'one' });
    await expect(wrong).rejects.toMatchObject({ ...field, field: 'groundTruth' });
    const update = dataset.updateItem({ itemId: item.id, input: 2 });
    await expect(update).rejects.toMatchObject(field);
    await dataset.updateItem({ itemId: item.id, groundTruth: 2 });
    expect((await dataset.getDetails()).version).toBe(3);
  });

  check('a batch with an item that breaks a schema changes nothing', async ({ mastra }) => {
    const inputSchema = { type: 'string' };
    const dataset = await mastra.datasets.create({ name: 'Schemas', inputSchema });
    const items = [{ input: 'a' }, { input: 1 }];
    await expect(dataset.addItems({ items })).rejects.toMatchObject({
      name: 'SchemaValidationError',
    });
    expect((await page(dataset)).pagination.total).toBe(0);
  });

  check('a new schema has to suit the items that are there', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Schemas' });
    await dataset.addItems({ items: [{ input: 'a' }, { input: 1 }, { input: 2, groundTruth: 3 }] });
    const update = dataset.update({ inputSchema: { type: 'string' } });
    const error: unknown = await update.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'SchemaUpdateValidationError' });
    const { failingItems } = z
      .object({
        failingItems: z.array(
          z.object({ field: z.string(), data: z.object({ input: z.unknown() }) }),
        ),
      })
      .parse(error);
    expect(failingItems.map(({ data }) => data.input).sort()).toEqual([1, 2]);
    expect(failingItems.map(({ field }) => field)).toEqual(['input', 'input']);
    expect((await dataset.getDetails()).inputSchema).toBeUndefined();
    await dataset.update({ inputSchema: { type: ['string', 'number'] } });
    await expect(dataset.addItem({ input: true })).rejects.toThrow();
  });

  check('a new schema holds from then on', async ({ mastra }) => {
    const inputSchema = { type: 'string' };
    const dataset = await mastra.datasets.create({ name: 'Schemas', inputSchema });
    await expect(dataset.addItem({ input: 1 })).rejects.toThrow();
    await dataset.update({ inputSchema: { type: 'number' } });
    await expect(dataset.addItem({ input: 'a' })).rejects.toThrow();
    await dataset.addItem({ input: 1 });
    await dataset.update({ inputSchema: null });
    await dataset.addItem({ input: 'a' });
  });

  check('a schema is given back as it was written', async ({ mastra }) => {
    const inputSchema = {
      type: 'object',
      properties: { q: { type: 'string', minLength: 1 } },
      required: ['q'],
      additionalProperties: false,
    };
    const dataset = await mastra.datasets.create({ name: 'Schemas', inputSchema });
    expect((await dataset.getDetails()).inputSchema).toEqual(inputSchema);
    await expect(dataset.addItem({ input: { q: '' } })).rejects.toThrow();
    await expect(dataset.addItem({ input: { q: 'a', more: 1 } })).rejects.toThrow();
  });

  check('a schema that is none is refused', async ({ mastra }) => {
    const inputSchema = { type: 'no such type' };
    await expect(mastra.datasets.create({ name: 'Schemas', inputSchema })).rejects.toThrow();
    const dataset = await mastra.datasets.create({ name: 'Schemas' });
    await expect(dataset.update({ inputSchema })).rejects.toThrow();
  });
}
