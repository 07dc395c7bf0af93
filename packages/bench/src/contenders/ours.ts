import type { DatasetsStorage } from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
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
import { RecordingClock } from './recording-clock.js';

/** Our storage, in memory unless a subclass gives another one. */
export class OurContender implements Contender {
  readonly role = 'ours';
  readonly label: string;
  readonly storage: DatasetsStorage;
  readonly #clock: RecordingClock;

  protected constructor(label: string, storage: DatasetsStorage, clock: RecordingClock) {
    this.label = label;
    this.storage = storage;
    this.#clock = clock;
  }

  static inMemory(): OurContender {
    const clock = new RecordingClock();
    return new OurContender('ours, in memory', new DatasetsInMemory({ clock }), clock);
  }

  async createDataset(): Promise<string> {
    return (await this.storage.createDataset({ name: 'benchmark' })).id;
  }

  addItems(datasetId: string, questions: readonly Question[]): Promise<ReadItem[]> {
    const items = questions.map((question) => ({
      input: inputOf(question),
      expectedOutput: answerOf(question),
    }));
    return this.storage.addItems({ datasetId, items });
  }

  addItem(datasetId: string, question: Question): Promise<ReadItem> {
    const [input, expectedOutput] = [inputOf(question), answerOf(question)];
    return this.storage.addItem({ datasetId, input, expectedOutput });
  }

  updateItem(datasetId: string, id: string, question: Question): Promise<ReadItem> {
    const [input, expectedOutput] = [inputOf(question), answerOf(question)];
    return this.storage.updateItem({ datasetId, id, input, expectedOutput });
  }

  deleteItem(datasetId: string, id: string): Promise<void> {
    return this.storage.deleteItem({ datasetId, id });
  }

  deleteItems(datasetId: string, ids: readonly string[]): Promise<void> {
    return this.storage.deleteItems({ datasetId, ids });
  }

  getItem(id: string): Promise<ReadItem | null> {
    return this.storage.getItemById({ id });
  }

  getItemAt(id: string, version: VersionMark): Promise<ReadItem | null> {
    return this.storage.getItemById({ id, version });
  }

  async currentVersion(datasetId: string): Promise<VersionMark> {
    const dataset = await this.storage.getDatasetById({ id: datasetId });
    if (dataset === null) throw new Error('The dataset is gone.');
    return dataset.version;
  }

  snapshot(datasetId: string, version: VersionMark): Promise<ReadItem[]> {
    return this.storage.getItemsByVersion({ datasetId, version });
  }

  listPage({ datasetId, page, perPage, version }: PageRequest): Promise<Page> {
    return this.storage.listItems({ datasetId, pagination: { page, perPage }, version });
  }

  listAfter(datasetId: string, cursor: string, perPage: number): Promise<Page> {
    return this.storage.listItems({ datasetId, pagination: { page: 0, perPage }, cursor });
  }

  countItems(datasetId: string): Promise<number> {
    return countByPage(this, datasetId);
  }

  waited(): number {
    return this.#clock.waited;
  }

  settings(): Promise<ConnectionSettings | null> {
    return Promise.resolve(null);
  }

  usedBytes(): Promise<number | null> {
    return Promise.resolve(null);
  }

  close(): Promise<void> {
    return this.storage.close();
  }
}
