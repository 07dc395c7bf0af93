import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatasetItem } from '@mastra-datasets/core';
import { Random } from '../random.js';
import type { LoopContext } from './write-loop.js';

/** How many pinned versions a loop remembers. */
const MOST_PINS = 100;

const PAGE_LENGTH = 60;

interface Pin {
  readonly datasetId: string;
  readonly version: Date;
  readonly digest: string;
}

function digestOf(items: readonly DatasetItem[]): string {
  return createHash('sha256').update(JSON.stringify(items)).digest('hex');
}

/** Reads newest versions and remembers them, and reads those it remembers again, in every way. */
export class ReadLoop {
  readonly #context: LoopContext;
  readonly #random: Random;
  readonly #newest = new Map<string, Date>();
  #pins: Pin[] = [];

  constructor(context: LoopContext, loop: number) {
    this.#context = context;
    this.#random = new Random(context.job.seed - 1 - loop);
  }

  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const pin = this.#random.happens(0.5) ? this.#random.pick(this.#pins) : undefined;
      await (pin === undefined ? this.#pinNewest() : this.#readAgain(pin));
      this.#context.tally.count('reads');
      // Reads of a local file give nobody else a turn.
      await nextTurn();
    }
  }

  async #pinNewest(): Promise<void> {
    const { storage, job, read } = this.#context;
    const datasetId = this.#random.pick([...job.datasetIds, job.counter.datasetId]) ?? '';
    const dataset = await read(() => storage.getDatasetById({ id: datasetId }));
    if (dataset === null) throw new Error('The dataset is gone.');
    const { version } = dataset;
    if (version < (this.#newest.get(datasetId) ?? version)) {
      throw new Error(`The dataset ${datasetId} went back to ${version.toISOString()}.`);
    }
    this.#newest.set(datasetId, version);
    const items = await read(() => storage.getItemsByVersion({ datasetId, version }));
    if (items.some((item) => item.version > version)) {
      throw new Error(`The version ${version.toISOString()} holds what came later.`);
    }
    const pin = { datasetId, version, digest: digestOf(items) };
    if (this.#pins.length < MOST_PINS) this.#pins.push(pin);
    else this.#pins[this.#random.integer(0, MOST_PINS - 1)] = pin;
  }

  async #readAgain(pin: Pin): Promise<void> {
    const items = await this.#context.read(() => this.#read(pin));
    if (digestOf(items) === pin.digest) return;
    const { datasetId, version } = pin;
    throw new Error(`The version ${version.toISOString()} of ${datasetId} has changed.`);
  }

  async #read({ datasetId, version }: Pin): Promise<DatasetItem[]> {
    const { storage } = this.#context;
    switch (this.#random.integer(1, 3)) {
      case 1:
        return storage.getItemsByVersion({ datasetId, version });
      case 2: {
        const items: DatasetItem[] = [];
        for await (const item of storage.iterateItems({ datasetId, version })) items.push(item);
        return items;
      }
      default:
        return this.#readPages(datasetId, version);
    }
  }

  async #readPages(datasetId: string, version: Date): Promise<DatasetItem[]> {
    const items: DatasetItem[] = [];
    for (let page = 0; ; page += 1) {
      const list = await this.#context.storage.listItems({
        datasetId,
        version,
        pagination: { page, perPage: PAGE_LENGTH },
      });
      items.push(...list.items);
      if (!list.pagination.hasMore) return items;
    }
  }
}
