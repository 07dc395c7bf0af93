import type {
  Dataset,
  DatasetItem,
  DatasetVersion,
  DatasetsStorage,
  VersionReference,
} from '@mastra-datasets/core';
import { expect } from 'vitest';

/** Everything on one page. */
export const ALL = Object.freeze({ page: 0, perPage: false } as const);

/** An id that nothing has. */
export const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000';

/** Makes a dataset with one item for each input, each in its own version, oldest first. */
export async function makeDataset(
  storage: DatasetsStorage,
  inputs: readonly unknown[] = [],
): Promise<{ dataset: Dataset; datasetId: string; items: DatasetItem[] }> {
  const dataset = await storage.createDataset({ name: 'questions' });
  const items: DatasetItem[] = [];
  for (const input of inputs) items.push(await storage.addItem({ datasetId: dataset.id, input }));
  return { dataset, datasetId: dataset.id, items };
}

/** Gives the element at an index, which must be there. */
export function at<Element>(elements: readonly Element[], index: number): Element {
  const element = elements.at(index);
  if (element === undefined) {
    throw new Error(`There is no element ${index} among ${elements.length}.`);
  }
  return element;
}

/** Gives a value that must not be `null`. */
export function present<Value>(value: Value | null | undefined): Value {
  expect(value).not.toBeNull();
  expect(value).toBeDefined();
  if (value === null || value === undefined) throw new Error('There is no value.');
  return value;
}

/** Gives the newest version of a dataset that must exist. */
export async function currentVersion(storage: DatasetsStorage, datasetId: string): Promise<Date> {
  return present(await storage.getDatasetById({ id: datasetId })).version;
}

/** The number of the commit that a version is, as a field, where the storage has numbers. */
export function numberOf({ versionNumber }: { readonly versionNumber?: number }): {
  versionNumber?: number;
} {
  return versionNumber === undefined ? {} : { versionNumber };
}

/** Gives all items of the newest version, newest first. */
export async function currentItems(
  storage: DatasetsStorage,
  datasetId: string,
): Promise<DatasetItem[]> {
  return (await storage.listItems({ datasetId, pagination: ALL })).items;
}

/** Expects a version to hold exactly these items, whichever way it is read. */
export async function expectSnapshot(
  storage: DatasetsStorage,
  datasetId: string,
  version: VersionReference,
  items: readonly DatasetItem[],
): Promise<void> {
  expect(await storage.getItemsByVersion({ datasetId, version })).toStrictEqual(items);
  const list = await storage.listItems({ datasetId, version, pagination: ALL });
  expect(list.items).toStrictEqual(items);
  expect(list.pagination.total).toBe(items.length);
}

/** Gives every commit of a dataset, newest first. */
export async function allVersions(
  storage: DatasetsStorage,
  datasetId: string,
): Promise<DatasetVersion[]> {
  return (await storage.listVersions({ datasetId, pagination: ALL })).versions;
}

/** Gives everything that an asynchronous iterable yields. */
export async function collect<Element>(source: AsyncIterable<Element>): Promise<Element[]> {
  const elements: Element[] = [];
  for await (const element of source) elements.push(element);
  return elements;
}

/** Gives the milliseconds of a date a little earlier or later as a new date. */
export function shifted(date: Date, milliseconds: number): Date {
  return new Date(date.getTime() + milliseconds);
}

/** Parses the JSON text of an object, which may have keys that object literals cannot. */
export function parseObject(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}
