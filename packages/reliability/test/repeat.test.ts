import { DatasetsError, storageFailed, type FailureOutcome } from '@mastra-datasets/core';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../src/journal.js';
import type { Call } from '../src/worker/call.js';
import { performOnce, readerFor } from '../src/worker/repeat.js';

/** What goes wrong with a call, once. */
interface Failure {
  readonly isApplied: boolean;
  readonly error: DatasetsError;
}

function failed(outcome: FailureOutcome): DatasetsError {
  return storageFailed(outcome, { cause: new Error('The connection broke.') });
}

class FailingStorage extends DatasetsLibSQL {
  failures: Failure[] = [];

  override addItem(input: Parameters<DatasetsLibSQL['addItem']>[0]) {
    return this.#fail(() => super.addItem(input));
  }

  override applyChanges(input: Parameters<DatasetsLibSQL['applyChanges']>[0]) {
    return this.#fail(() => super.applyChanges(input));
  }

  async #fail<Result>(call: () => Promise<Result>): Promise<Result> {
    const failure = this.failures.shift();
    if (failure === undefined) return call();
    if (failure.isApplied) await call();
    throw failure.error;
  }
}

let storage: FailingStorage;
let datasetId: string;

beforeEach(async () => {
  storage = new FailingStorage({ url: ':memory:' });
  ({ id: datasetId } = await storage.createDataset({ name: 'repeated' }));
});

afterEach(() => storage.close());

async function callsOf(): Promise<Record<string, Call>> {
  const items = await storage.addItems({ datasetId, items: [{ input: 1 }, { input: 2 }] });
  const [first, second] = items.map(({ id }) => id);
  const changes: Change[] = [
    { type: 'update', id: first ?? '', input: 'updated' },
    { type: 'delete', id: second ?? '' },
    { type: 'add', externalId: 'new', input: 'added' },
  ];
  const expectedVersion = items[0]?.version ?? new Date(0);
  const token = 'token';
  return {
    addItem: {
      datasetId,
      token,
      method: 'addItem',
      changes: [{ type: 'add', externalId: 'new', input: 'added' }],
      expectedVersion: null,
    },
    applyChanges: { datasetId, token, method: 'applyChanges', changes, expectedVersion },
  };
}

async function contents() {
  const { items } = await storage.listItems({
    datasetId,
    pagination: { page: 0, perPage: false },
  });
  return items.map(({ input }) => input);
}

const CONTENTS: Readonly<Record<string, unknown[]>> = {
  addItem: ['added', 2, 1],
  applyChanges: ['added', 'updated'],
};

describe.each(['addItem', 'applyChanges'])('%s with failures', (method) => {
  const failures: Readonly<Record<string, Failure>> = {
    busy: { isApplied: false, error: new DatasetsError('STORAGE_BUSY', 'Busy.') },
    unchanged: { isApplied: false, error: failed('unchanged') },
    'unknown, not applied': { isApplied: false, error: failed('unknown') },
    'unknown, applied': { isApplied: true, error: failed('unknown') },
  };

  it.each(Object.entries(failures))('%s is applied once', async (_, failure) => {
    const call = (await callsOf())[method];
    if (call === undefined) throw new Error('There is no such call.');
    storage.failures = [failure, { isApplied: false, error: failed('unknown') }];
    const { outcome, repeats, wasApplied } = await performOnce(storage, call);
    expect({ repeats, wasApplied }).toEqual({ repeats: 2, wasApplied: failure.isApplied });
    expect(await contents()).toEqual(CONTENTS[method]);

    const newest = await storage.getDatasetById({ id: datasetId });
    expect(outcome.version).toEqual(newest?.version);
    expect(outcome.results?.map(({ action }) => action)).toEqual(
      method === 'addItem' ? ['added'] : ['updated', 'deleted', 'added'],
    );
    const { versions } = await storage.listVersions({
      datasetId,
      pagination: { page: 0, perPage: false },
    });
    expect(versions.map(({ number }) => number)).toEqual([2, 1, 0]);
  });

  it('is refused where somebody else was faster', async () => {
    const call = (await callsOf())[method];
    if (call === undefined) throw new Error('There is no such call.');
    await storage.addItems({ datasetId, items: [{ externalId: 'new', input: 'rival' }] });
    storage.failures = [{ isApplied: false, error: failed('unknown') }];
    const code = method === 'addItem' ? 'ITEM_EXISTS' : 'VERSION_CONFLICT';
    await expect(performOnce(storage, call)).rejects.toMatchObject({ code });
    expect(await contents()).toEqual(['rival', 2, 1]);
  });
});

describe('a read that fails', () => {
  const read = () => {
    const failures = [new DatasetsError('STORAGE_BUSY', 'Busy.'), failed('unchanged')];
    return () => {
      const failure = failures.shift();
      return failure === undefined ? Promise.resolve('read') : Promise.reject(failure);
    };
  };

  it('is made again where outages are expected, and nowhere else', async () => {
    await expect(readerFor({ outages: true })(read())).resolves.toBe('read');
    await expect(readerFor({ outages: false })(read())).rejects.toThrow('Busy.');
  });
});
