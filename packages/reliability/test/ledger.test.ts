import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkAcknowledged } from '../src/ledger/acknowledged.js';
import { toCalls, type RecordedCall } from '../src/ledger/calls.js';
import { DatasetLedger } from '../src/ledger/dataset-ledger.js';
import type { Change, JournalEntry } from '../src/journal.js';
import { Random } from '../src/random.js';
import { perform, type Call } from '../src/worker/call.js';

let storage: DatasetsLibSQL;
let ledger: DatasetLedger;
let datasetId: string;
let calls = 0;

beforeEach(async () => {
  storage = new DatasetsLibSQL({ url: ':memory:' });
  ({ id: datasetId } = await storage.createDataset({ name: 'ledger' }));
  await storage.addItem({ datasetId, input: 'first' });
  ledger = new DatasetLedger(datasetId);
  await ledger.begin(storage);
});

afterEach(() => storage.close());

function addition(...externalIds: string[]): Call {
  return {
    datasetId,
    token: externalIds.join(),
    method: 'applyChanges',
    changes: externalIds.map((externalId) => ({ type: 'add', externalId, input: externalId })),
    expectedVersion: null,
  };
}

/** Makes a call, and gives what a process would have written down of it. */
async function make(call: Call): Promise<JournalEntry[]> {
  const number = (calls += 1);
  const { version, results } = await perform(storage, call);
  const time = version?.toISOString() ?? null;
  return [
    { type: 'begun', call: number, datasetId, changes: [...call.changes] },
    { type: 'done', call: number, version: time, results: results === null ? null : [...results] },
  ];
}

function record(...entries: JournalEntry[]): RecordedCall[] {
  return toCalls('process', entries);
}

describe('a ledger', () => {
  it('accepts what was acknowledged, and calls without an answer that are whole', async () => {
    const [open] = await make(addition('a', 'b'));
    const entries = await make(addition('c'));
    ledger.take(record(...(open === undefined ? [] : [open]), ...entries));
    await ledger.check(storage);
    expect([ledger.adopted, ledger.versions]).toEqual([1, 3]);
    expect(await ledger.checkAgain(storage, new Random(1), 10)).toBe(3);
    expect(await ledger.checkHistories(storage)).toBe(4);
  });

  it('notices an acknowledged call that is lost', async () => {
    const entries = await make(addition('a'));
    ledger.take(
      record(...entries).map((call) => ({ ...call, version: '2999-01-01T00:00:00.000Z' })),
    );
    ledger.take(record(...entries));
    expect(ledger.lost).toHaveLength(2);
    await ledger.check(storage);
    expect(ledger.lost).toEqual([`call ${calls} of process`]);
  });

  it('notices an acknowledged item that is not as it was told', async () => {
    const entries = await make(addition('a'));
    const calls = record(...entries).map((call) => ({
      ...call,
      results: (call.results ?? []).map((result) => ({
        ...result,
        item: { ...result.item, input: 'other' },
      })),
    }));
    await expect(checkAcknowledged(storage, calls)).rejects.toThrow('other');
    ledger.take(calls);
    await expect(ledger.check(storage)).rejects.toThrow('other');
  });

  it('takes no call for half of another that asked for the same', async () => {
    const [first] = (await storage.listItems({ datasetId, pagination: { page: 0, perPage: 1 } }))
      .items;
    const deletion: Change = { type: 'delete', id: first?.id ?? '' };
    const [whole] = await make({ ...addition('a'), changes: [deletion, ...addition('a').changes] });
    const others: Change[][] = [[deletion], [deletion, ...addition('never').changes]];
    const begun = others.map((changes, index) => {
      return { type: 'begun' as const, call: -1 - index, datasetId, changes };
    });
    ledger.take(record(...begun, ...(whole === undefined ? [] : [whole])));
    await ledger.check(storage);
    expect(ledger.adopted).toBe(1);
  });

  it('notices half of a call', async () => {
    await make(addition('a'));
    const changes = addition('a', 'b').changes;
    ledger.take(record({ type: 'begun', call: 0, datasetId, changes: [...changes] }));
    await expect(ledger.check(storage)).rejects.toThrow('Only a part of call 0 of process');
  });

  it('notices what nobody asked for, and what was refused', async () => {
    const [begun] = await make(addition('a'));
    const number = begun?.call ?? 0;
    ledger.take(
      record(...(begun === undefined ? [] : [begun]), {
        type: 'refused',
        call: number,
        code: 'VERSION_CONFLICT',
      }),
    );
    await expect(ledger.check(storage)).rejects.toThrow('Nobody asked for changes');
  });

  it('notices a version that is not later than one known before', async () => {
    const first = await make(addition('a'));
    const second = await make(addition('b'));
    const [begun] = second;
    const late = record(...first, ...second).map((call) =>
      call.number === begun?.call ? { ...call, after: call.version ?? '' } : call,
    );
    ledger.take(late);
    await expect(ledger.check(storage)).rejects.toThrow('got a version of before it began');
  });

  it('notices an old version that has changed', async () => {
    const { items } = await storage.listItems({ datasetId, pagination: { page: 0, perPage: 1 } });
    await storage.purgeItem({ datasetId, id: items[0]?.id ?? '' });
    await expect(ledger.checkAgain(storage, new Random(1), 10)).rejects.toThrow('has changed');
  });
});
