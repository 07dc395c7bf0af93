import type { DatasetItemPayload } from '@mastra/core/storage';
import { expect } from 'vitest';
import type { Check } from '../contract.js';
import { page, snapshot } from '../lists.js';

const VALUES: readonly [name: string, value: unknown][] = [
  ['null', null],
  ['an empty string', ''],
  ['false', false],
  ['zero', 0],
  ['an empty list', []],
  ['an empty object', {}],
  ['text that is JSON', '{"a": 1}'],
  ['nested nulls', { a: null, b: [null, { c: null }] }],
  ['odd text', 'ü ☃ 🦆 \u0000 \\ " \n'],
  ['a key called __proto__', JSON.parse('{"__proto__": {"x": 1}, "a": 1}')],
  ['the order of keys', { z: 1, a: 2, m: 3 }],
  ['large and small numbers', [1e300, 5e-324, 2 ** 53, -1.5]],
];

export function fidelity(check: Check): void {
  for (const [name, value] of VALUES) {
    check(`input and ground truth come back: ${name}`, async ({ mastra }) => {
      const dataset = await mastra.datasets.create({ name: 'Fidelity' });
      const added = await dataset.addItem({ input: value, groundTruth: value });
      const read = await dataset.getItem({ itemId: added.id });
      const listed = [...(await page(dataset)).items, ...(await snapshot(dataset, 1))];
      for (const item of [added, read, ...listed]) {
        expect(item).toHaveProperty('groundTruth');
        const { input, groundTruth } = { ...item };
        expect(JSON.stringify([input, groundTruth])).toBe(JSON.stringify([value, value]));
      }
    });
  }

  check('a ground truth that is null is not an absent one', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Fidelity' });
    const [given, absent] = await dataset.addItems({
      items: [{ input: 1, groundTruth: null }, { input: 2 }],
    });
    expect((await dataset.getItem({ itemId: given?.id ?? '' }))?.groundTruth).toBeNull();
    expect((await dataset.getItem({ itemId: absent?.id ?? '' }))?.groundTruth).toBeUndefined();
  });

  check('an update to null is kept', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Fidelity' });
    const { id: itemId } = await dataset.addItem({ input: 1, groundTruth: 1 });
    await dataset.updateItem({ itemId, input: null, groundTruth: null });
    expect(await dataset.getItem({ itemId })).toMatchObject({ input: null, groundTruth: null });
  });

  check('a trajectory that is null is kept', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Fidelity' });
    const { id: itemId } = await dataset.addItem({ input: 1, expectedTrajectory: null });
    expect((await dataset.getItem({ itemId }))?.expectedTrajectory).toBeNull();
    await dataset.updateItem({ itemId, expectedTrajectory: { a: 1 } });
    await dataset.updateItem({ itemId, expectedTrajectory: null });
    expect((await dataset.getItem({ itemId }))?.expectedTrajectory).toBeNull();
  });

  check('what would not come back as it was given is refused', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Fidelity' });
    const { id: itemId } = await dataset.addItem({ input: 1 });
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    class Person {
      name = 'Ann';
    }
    const bad: unknown[] = [
      { a: undefined },
      [undefined],
      Number.NaN,
      { a: [Infinity] },
      10n,
      () => 1,
      Symbol('s'),
      new Date(0),
      new Map(),
      new Person(),
      cycle,
    ];
    const error = { id: 'DATASET_ITEM_PAYLOAD_NOT_SERIALIZABLE' };
    for (const value of bad) {
      await expect(dataset.addItem({ input: value })).rejects.toMatchObject(error);
      await expect(dataset.updateItem({ itemId, groundTruth: value })).rejects.toMatchObject(error);
      const items = [{ input: 1, metadata: { value } }];
      await expect(dataset.addItems({ items })).rejects.toMatchObject(error);
    }
    expect((await dataset.getDetails()).version).toBe(1);
  });

  check('what is given back is a copy', async ({ mastra }) => {
    const dataset = await mastra.datasets.create({ name: 'Fidelity', metadata: { list: [1] } });
    const payload = { input: { list: [1] } };
    const added = await dataset.addItem(payload);
    payload.input.list.push(2);
    Object.assign(added, { input: 'changed' });
    const read = await dataset.getItem({ itemId: added.id });
    expect(read?.input).toEqual({ list: [1] });
    Object.assign(read?.input ?? {}, { list: 'changed' });
    expect((await dataset.getItem({ itemId: added.id }))?.input).toEqual({ list: [1] });
    const record = await dataset.getDetails();
    Object.assign(record.metadata ?? {}, { list: 'changed' });
    expect((await dataset.getDetails()).metadata).toEqual({ list: [1] });
  });

  check('fields that a newer framework may have are kept', async ({ mastra, domain }) => {
    const dataset = await mastra.datasets.create({ name: 'Fidelity', ...{ owner: { team: 'x' } } });
    expect(await dataset.getDetails()).toMatchObject({ owner: { team: 'x' } });
    await domain.updateDataset({ id: dataset.id, name: 'Renamed', ...{ rank: 2 } });
    expect(await dataset.getDetails()).toMatchObject({ owner: { team: 'x' }, rank: 2 });
    const payload: DatasetItemPayload = { input: 1, ...{ timeout: 30, options: { a: 1, b: 2 } } };
    const odd = { input: 0, ...Object.fromEntries([['__proto__', { x: 1 }]]) };
    const { id: oddId } = await dataset.addItem(odd);
    const kept = await dataset.getItem({ itemId: oddId });
    expect(Object.entries(kept ?? {})).toContainEqual(['__proto__', { x: 1 }]);
    const { id: itemId } = await dataset.addItem(payload);
    const changed = await dataset.updateItem({ itemId, input: 2, ...{ options: { c: 3 } } });
    expect(changed).toMatchObject({ timeout: 30 });
    const item = await dataset.getItem({ itemId });
    expect(item).toEqual(changed);
    expect(item).toHaveProperty('options', { c: 3 });
  });
}
