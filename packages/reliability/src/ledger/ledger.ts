import assert from 'node:assert/strict';
import type { DatasetsStorage } from '@mastra-datasets/core';
import type { Random } from '../random.js';
import type { WorkerProcess } from '../worker-process.js';
import { toCalls } from './calls.js';
import { DatasetLedger } from './dataset-ledger.js';

const ITEMS_AT_THE_BEGINNING = 20;

/** The datasets that processes work on, and what they have to hold. */
export class Ledger {
  readonly datasetIds: readonly string[];
  readonly counter: { readonly datasetId: string; readonly id: string };
  readonly #ledgers: readonly DatasetLedger[];

  private constructor(ledgers: readonly DatasetLedger[], counter: Ledger['counter']) {
    this.#ledgers = ledgers;
    this.counter = counter;
    this.datasetIds = ledgers
      .map(({ datasetId }) => datasetId)
      .filter((id) => id !== counter.datasetId);
  }

  /** Makes some datasets with items, and one with a counter. */
  static async begin(storage: DatasetsStorage, datasets: number): Promise<Ledger> {
    const { id: datasetId } = await storage.createDataset({ name: 'counter' });
    const { id } = await storage.addItem({ datasetId, input: { count: 0 } });
    const ledgers = [new DatasetLedger(datasetId)];
    for (let index = 0; index < datasets; index += 1) {
      const dataset = await storage.createDataset({ name: `shared ${index}` });
      const inputs = Array.from({ length: ITEMS_AT_THE_BEGINNING }, (_, input) => ({ input }));
      await storage.addItems({ datasetId: dataset.id, items: inputs });
      ledgers.push(new DatasetLedger(dataset.id));
    }
    for (const ledger of ledgers) await ledger.begin(storage);
    return new Ledger(ledgers, { datasetId, id });
  }

  /** How many versions were checked. */
  get versions(): number {
    return this.#ledgers.reduce((sum, { versions }) => sum + versions, 0);
  }

  /** How many calls without an answer turned out to be applied. */
  get adopted(): number {
    return this.#ledgers.reduce((sum, { adopted }) => sum + adopted, 0);
  }

  /** The acknowledged calls that no version up to the last check holds. */
  get lost(): string[] {
    return this.#ledgers.flatMap(({ lost }) => lost);
  }

  /** Takes over what processes that are over have written down. */
  take(workers: readonly WorkerProcess[]): void {
    for (const { name, entries } of workers) {
      const calls = toCalls(name, entries);
      for (const ledger of this.#ledgers) ledger.take(calls);
    }
  }

  /** Checks all that came since the last check, and some old versions again. */
  async check(storage: DatasetsStorage, random: Random, oldVersions: number): Promise<void> {
    for (const ledger of this.#ledgers) {
      await ledger.check(storage);
      await ledger.checkAgain(storage, random, oldVersions);
    }
  }

  /** Checks every version and every history, and that the counter lost no increment. */
  async checkAll(storage: DatasetsStorage, random: Random, increments: number): Promise<void> {
    await this.check(storage, random, Infinity);
    for (const ledger of this.#ledgers) await ledger.checkHistories(storage);
    const { id } = this.counter;
    const item = await storage.getItemById({ id });
    assert.equal((await storage.getItemHistory({ id })).length, increments + 1);
    assert.deepEqual(Object.assign({ count: null }, item?.input).count, increments);
  }

  async verify(storage: DatasetsStorage): Promise<void> {
    for (const { datasetId } of this.#ledgers) {
      const { problems } = await storage.verify({ datasetId });
      assert.deepEqual(problems, []);
    }
  }
}
