import { VersionedDatasetsStorage } from '@mastra-datasets/core';
import { expect, it } from 'vitest';
import { InMemoryPrimitives } from '../src/primitives.js';

/** Primitives that remember how many items each call of `findItems` asked for. */
class Counted extends InMemoryPrimitives {
  readonly asked: number[] = [];

  override findItems(ids: readonly string[], at: number | null) {
    this.asked.push(ids.length);
    return super.findItems(ids, at);
  }
}

class Storage extends VersionedDatasetsStorage {
  constructor(primitives: InMemoryPrimitives) {
    super(primitives, {});
  }
}

it('copyDatasetTo reads each changed item once from each end, at most 250 at a time', async () => {
  const [read, written] = [new Counted(), new Counted()];
  const [source, target] = [new Storage(read), new Storage(written)];
  const { id: datasetId } = await source.createDataset({ name: 'copied' });
  const items = Array.from({ length: 2_500 }, (_, input) => ({ input }));
  const added = await source.addItems({ datasetId, items });
  await source.updateItems({
    datasetId,
    items: added.slice(0, 1_500).map(({ id }) => ({ id, input: 'updated' })),
  });
  await source.deleteItems({ datasetId, ids: added.slice(0, 10).map(({ id }) => id) });
  read.asked.length = 0;
  await source.copyDatasetTo(target, { datasetId });
  const batches = [...Array<number>(10).fill(250), ...Array<number>(6).fill(250), 10];
  expect(read.asked).toEqual(batches);
  expect(written.asked).toEqual(batches);
  expect(await target.snapshotDigest({ datasetId })).toBe(
    await source.snapshotDigest({ datasetId }),
  );
});
