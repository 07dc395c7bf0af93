import type { Dataset } from '@mastra/core/datasets';
import type { DatasetItem, ListDatasetItemsOutput } from '@mastra/core/storage';

/** Lists a page of items; the framework's own method has another answer for a version alone. */
export async function page(
  dataset: Dataset,
  request: NonNullable<Parameters<Dataset['listItems']>[0]> = {},
): Promise<ListDatasetItemsOutput> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- one of its answers is
  const listed = await dataset.listItems({ page: 0, perPage: 100, ...request });
  if (Array.isArray(listed)) throw new Error('A page was expected.');
  return listed;
}

/** Gives all items of a version. */
export async function snapshot(dataset: Dataset, version: number): Promise<DatasetItem[]> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- one of its answers is
  const listed = await dataset.listItems({ version });
  if (!Array.isArray(listed)) throw new Error('A snapshot was expected.');
  return listed;
}

/** The inputs of items, sorted, for comparisons that do not ask for an order. */
export function inputs(items: readonly { input: unknown }[]): unknown[] {
  return items.map(({ input }) => input).sort();
}
