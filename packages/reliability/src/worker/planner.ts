import type { DatasetsStorage } from '@mastra-datasets/core';
import type { Change } from '../journal.js';
import type { Random } from '../random.js';
import type { Call, Outcome } from './call.js';
import { makeAddition, makeUpdate } from './content.js';
import type { Job } from './messages.js';

/** From this many items on, more are deleted than added. */
const MOST_ITEMS = 250;

/** Keys that all processes add and update. */
const SHARED_KEYS = 10;

/** The most changes of a call that mixes them. */
const MIXED_LENGTH = 12;

/** Decides on calls that change a dataset, from what it knows of the dataset. */
export class Planner {
  readonly #job: Job;
  readonly #datasetId: string;
  readonly #random: Random;
  readonly #prefix: string;
  #calls = 0;
  #ids: string[] = [];
  #version = new Date(0);

  constructor(job: Job, datasetId: string, random: Random, prefix: string) {
    this.#job = job;
    this.#datasetId = datasetId;
    this.#random = random;
    this.#prefix = prefix;
  }

  /** Looks at the dataset again, as after a refusal. */
  async refresh(storage: DatasetsStorage): Promise<void> {
    const dataset = await storage.getDatasetById({ id: this.#datasetId });
    if (dataset === null) throw new Error('The dataset is gone.');
    const { version } = dataset;
    const items = await storage.getItemsByVersion({ datasetId: this.#datasetId, version });
    this.#ids = items.map(({ id }) => id);
    this.#version = version;
  }

  /** Takes over what a call did. */
  learn({ version, results }: Outcome): void {
    if (version !== null && version > this.#version) this.#version = version;
    if (results === null) return;
    const deleted = new Set(results.flatMap(({ action, id }) => (action === 'deleted' ? id : [])));
    this.#ids = this.#ids.filter((id) => !deleted.has(id));
    this.#ids.push(...results.flatMap(({ action, id }) => (action === 'added' ? id : [])));
  }

  next(): Call {
    this.#calls += 1;
    const token = `${this.#prefix}-${this.#calls}`;
    return this.#job.outages ? this.#repeatableCall(token) : this.#anyCall(token);
  }

  #repeatableCall(token: string): Call {
    if (this.#random.happens(0.4)) return this.#call('addItem', token, [this.#addition(token, 0)]);
    return {
      ...this.#call('applyChanges', token, this.#mixed(token)),
      expectedVersion: this.#version,
    };
  }

  #anyCall(token: string): Call {
    const random = this.#random;
    const kind = random.integer(1, 100);
    const id = random.pick(this.#ids);
    if (id === undefined || kind <= 20) {
      return this.#call('addItem', token, [this.#addition(token, 0)]);
    }
    if (kind <= 45) return this.#call('updateItem', token, [makeUpdate(random, id, token)]);
    if (kind <= 55) return this.#call('deleteItem', token, [{ type: 'delete', id }]);
    if (kind <= 60) return this.#call('addItems', token, this.#additions(token));
    if (kind <= 65) return this.#call('importItems', token, this.#additions(token));
    if (kind <= 75) return this.#call('applyChanges', token, [this.#sharedAddition(token)]);
    const call = this.#call('applyChanges', token, this.#mixed(token));
    return random.happens(0.3) ? { ...call, expectedVersion: this.#version } : call;
  }

  #call(method: Call['method'], token: string, changes: readonly Change[]): Call {
    return { datasetId: this.#datasetId, token, method, changes, expectedVersion: null };
  }

  #addition(token: string, index: number) {
    return makeAddition(this.#random, `${token}-${index}`, token);
  }

  #sharedAddition(token: string) {
    const key = this.#random.integer(1, SHARED_KEYS);
    return makeAddition(this.#random, `shared ${key}`, token);
  }

  #additions(token: string): Change[] {
    const isFull = this.#ids.length > MOST_ITEMS;
    const length = this.#random.integer(1, isFull ? 3 : this.#job.batchLength);
    return Array.from({ length }, (_, index) => this.#addition(token, index));
  }

  /** Additions, updates and deletions of different items; where there are too many, most of all. */
  #mixed(token: string): Change[] {
    const random = this.#random;
    const isFull = this.#ids.length > MOST_ITEMS;
    const length = random.integer(1, isFull ? this.#job.batchLength : MIXED_LENGTH);
    const touched = new Set<string>();
    return Array.from({ length }, (_, index): Change => {
      const id = random.pick(this.#ids);
      if (id === undefined || touched.has(id) || random.happens(isFull ? 0 : 0.4)) {
        return this.#addition(token, index);
      }
      touched.add(id);
      return random.happens(isFull ? 0.9 : 0.3)
        ? { type: 'delete', id }
        : makeUpdate(random, id, token);
    });
  }
}
