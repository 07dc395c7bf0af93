import { z } from 'zod';
import type { Client } from '@libsql/client';
import type { Question } from '../questions.js';
import {
  answerOf,
  countByPage,
  inputOf,
  type ConnectionSettings,
  type Contender,
  type Page,
  type PageRequest,
  type ReadItem,
  type VersionMark,
} from './contender.js';
import type { MastraContent, MastraDatasets, MastraStore } from './mastra-types.js';
import { pragmasOf } from './our-file.js';
import { readSettings, readUsedBytes } from './pragmas.js';

/** The peer's client, which a store on a file keeps to itself. */
const clientSchema = z.custom<Pick<Client, 'execute'>>(
  (value) => typeof value === 'object' && value !== null && 'execute' in value,
);

function contentOf(question: Question): MastraContent {
  return { input: inputOf(question), groundTruth: answerOf(question) };
}

function numberOf(version: VersionMark): number {
  if (version instanceof Date) throw new TypeError('The peer numbers its versions.');
  return version;
}

/** A peer's storage. */
export class MastraContender implements Contender {
  readonly role = 'peer';
  readonly label: string;
  readonly #store: MastraStore;
  readonly #datasets: MastraDatasets;
  readonly #client: Pick<Client, 'execute'> | undefined;

  private constructor(label: string, store: MastraStore, datasets: MastraDatasets) {
    this.label = label;
    this.#store = store;
    this.#datasets = datasets;
    this.#client = clientSchema.safeParse(Reflect.get(store, 'client')).data;
  }

  static async open(label: string, store: MastraStore): Promise<MastraContender> {
    await store.init();
    const datasets = await store.getStore('datasets');
    if (datasets === undefined) throw new Error(`${label} has no datasets.`);
    return new MastraContender(label, store, datasets);
  }

  async createDataset(): Promise<string> {
    return (await this.#datasets.createDataset({ name: 'benchmark' })).id;
  }

  addItems(datasetId: string, questions: readonly Question[]): Promise<ReadItem[]> {
    return this.#datasets.batchInsertItems({ datasetId, items: questions.map(contentOf) });
  }

  addItem(datasetId: string, question: Question): Promise<ReadItem> {
    return this.#datasets.addItem({ datasetId, ...contentOf(question) });
  }

  updateItem(datasetId: string, id: string, question: Question): Promise<ReadItem> {
    return this.#datasets.updateItem({ datasetId, id, ...contentOf(question) });
  }

  deleteItem(datasetId: string, id: string): Promise<void> {
    return this.#datasets.deleteItem({ datasetId, id });
  }

  deleteItems(datasetId: string, ids: readonly string[]): Promise<void> {
    return this.#datasets.batchDeleteItems({ datasetId, itemIds: [...ids] });
  }

  getItem(id: string): Promise<ReadItem | null> {
    return this.#datasets.getItemById({ id });
  }

  getItemAt(id: string, version: VersionMark): Promise<ReadItem | null> {
    return this.#datasets.getItemById({ id, datasetVersion: numberOf(version) });
  }

  async currentVersion(datasetId: string): Promise<VersionMark> {
    const dataset = await this.#datasets.getDatasetById({ id: datasetId });
    if (dataset === null) throw new Error('The dataset is gone.');
    return dataset.version;
  }

  snapshot(datasetId: string, version: VersionMark): Promise<ReadItem[]> {
    return this.#datasets.getItemsByVersion({ datasetId, version: numberOf(version) });
  }

  listPage({ datasetId, page, perPage, version }: PageRequest): Promise<Page> {
    const request = { datasetId, pagination: { page, perPage } };
    return this.#datasets.listItems(
      version === undefined ? request : { ...request, version: numberOf(version) },
    );
  }

  countItems(datasetId: string): Promise<number> {
    return countByPage(this, datasetId);
  }

  /** The peer waits for no clock. */
  waited(): number {
    return 0;
  }

  async settings(): Promise<ConnectionSettings | null> {
    return this.#client === undefined ? null : readSettings(pragmasOf(this.#client));
  }

  async usedBytes(): Promise<number | null> {
    return this.#client === undefined ? null : readUsedBytes(pragmasOf(this.#client));
  }

  async close(): Promise<void> {
    await this.#store.close?.();
  }
}
