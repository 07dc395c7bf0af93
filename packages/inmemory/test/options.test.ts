import { describe, expect, it } from 'vitest';
import { DatasetsInMemory, InMemoryStore } from '../src/index.js';

describe('options', () => {
  it('that are unknown are refused, also by the store', () => {
    const options = { limit: { itemSize: 100 } };
    for (const Storage of [DatasetsInMemory, InMemoryStore]) {
      const open = () => Reflect.construct(Storage, [options]) as unknown;
      expect(open).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
      expect(open).toThrow(/^limit: .*limits/);
    }
  });

  it.each([NaN, Infinity, -1, '5', null])('are refused: %j milliseconds', (milliseconds) => {
    for (const option of ['busyTimeoutMs', 'abandonedImportMs']) {
      const open = () =>
        Reflect.construct(DatasetsInMemory, [{ [option]: milliseconds }]) as unknown;
      expect(open).toThrow(
        expect.objectContaining({
          code: 'INVALID_ARGUMENT',
          message: expect.stringMatching(new RegExp(`^${option}: `)) as string,
        }),
      );
    }
  });

  it('that are undefined count as absent', async () => {
    const options = { clock: undefined, other: undefined };
    await new DatasetsInMemory(options).close();
  });
});
