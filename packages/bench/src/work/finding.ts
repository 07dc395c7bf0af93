import type { DatasetsStorage } from '@mastra-datasets/core';
import { check } from '../check.js';
import type { Question } from '../questions.js';

/** One item of a hundred has these. */
export const RARE = { split: 'rare', word: 'zephyranthes', every: 100 };

const BATCH = 10_000;

/** Somebody's dataset whose items can be told apart: one of a hundred is rare. */
export async function fillDataset(
  storage: DatasetsStorage,
  questions: readonly Question[],
): Promise<string> {
  const { id: datasetId } = await storage.createDataset({ name: 'finding' });
  for (let start = 0; start < questions.length; start += BATCH) {
    const items = questions.slice(start, start + BATCH).map(({ question, answer }, index) => {
      const isRare = (start + index) % RARE.every === 0;
      return {
        input: { question: isRare ? `${question} ${RARE.word}` : question },
        expectedOutput: { answer },
        context: { level: (start + index) % 10 },
        splits: [isRare ? RARE.split : 'common'],
      };
    });
    await storage.addItems({ datasetId, items });
  }
  return datasetId;
}

type IterateInput = Parameters<DatasetsStorage['iterateItems']>[0];

/** Goes through the items that a selection leaves. */
export async function iterateSelected(
  storage: DatasetsStorage,
  input: IterateInput,
  least: number,
): Promise<void> {
  let count = 0;
  for await (const item of storage.iterateItems(input)) if (item.id !== '') count += 1;
  check(count >= least, 'a selection has too few items');
}

type ListInput = Parameters<DatasetsStorage['listItems']>[0];

/** Lists the first page of what a filter leaves. */
export async function listSelected(
  storage: DatasetsStorage,
  input: Omit<ListInput, 'pagination'>,
  perPage: number,
): Promise<void> {
  const { items } = await storage.listItems({ ...input, pagination: { page: 0, perPage } });
  check(items.length > 0 && items.length <= perPage, 'a page of a filter has another length');
}

/** One dataset of twenty has this attribute. */
const ATTRIBUTE = { owner: 'owner-7' };

const OWNERS = 20;
const CONCURRENT = 500;

/** Makes many empty datasets that belong to twenty owners. */
export async function makeDatasets(storage: DatasetsStorage, count: number): Promise<void> {
  for (let start = 0; start < count; start += CONCURRENT) {
    const numbers = Array.from(
      { length: Math.min(CONCURRENT, count - start) },
      (_, index) => start + index,
    );
    await Promise.all(
      numbers.map((number) =>
        storage.createDataset({
          name: `dataset ${number}`,
          attributes: { owner: `owner-${number % OWNERS}`, place: number },
        }),
      ),
    );
  }
}

/** Lists a page of the datasets of one owner. */
export async function listOwned(storage: DatasetsStorage, perPage: number): Promise<void> {
  const pagination = { page: 0, perPage };
  const { datasets } = await storage.listDatasets({ pagination, attributes: ATTRIBUTE });
  check(datasets.length > 0, 'an owner has no datasets');
}
