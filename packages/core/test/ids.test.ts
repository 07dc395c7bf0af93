import { describe, expect, it } from 'vitest';
import { createId, createItemId, idHint } from '../src/index.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids of items', () => {
  it('end as the id of their dataset does', () => {
    const datasetId = createId();
    expect(idHint(createItemId(datasetId))).toBe(idHint(datasetId));
    expect(idHint(datasetId)).toMatch(/^[0-9a-f]{8}$/);
  });

  it('are UUIDs that differ and grow, beside those of other datasets', () => {
    const datasets = [createId(), createId()];
    const ids = Array.from({ length: 20_000 }, (_, index) =>
      createItemId(datasets[index % 2] ?? ''),
    );
    expect(ids.every((id) => UUID_V7.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('are ordinary where the dataset has no UUID', () => {
    expect(createItemId('dataset')).toMatch(UUID_V7);
    expect(createItemId('')).toMatch(UUID_V7);
  });
});
