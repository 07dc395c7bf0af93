import type { DatasetsStorage } from '@mastra-datasets/core';

/**
 * After so many commits of the writer, an operation starves. One about a few hundred items takes as
 * long as some dozens of commits, on whatever database.
 */
const MOST_COMMITS = 1_000;

/** The external id of an item that the writer keeps writing. */
export const SHARED = 'item 7';

/**
 * Runs an operation while a storage writes to a dataset as fast as it can. The writer has begun before
 * and goes on until the operation has ended. Rejects where it does not end meanwhile.
 */
export async function besideWriter<Result>(
  writer: DatasetsStorage,
  datasetId: string,
  operation: () => Promise<Result>,
): Promise<Result> {
  let isOver = false;
  let commits = 0;
  const writeTwice = async () => {
    commits += 2;
    await writer.addItem({ datasetId, input: `other ${commits}` });
    const shared = { externalId: SHARED, onConflict: 'update' } as const;
    await writer.addItem({ datasetId, ...shared, input: commits });
  };
  const writeOn = async () => {
    while (!isOver) {
      if (commits >= MOST_COMMITS) throw new Error(`Starved: others committed ${commits} times.`);
      await writeTwice();
    }
  };
  const run = async () => {
    try {
      return await operation();
    } finally {
      isOver = true;
    }
  };
  await writeTwice();
  const [result] = await Promise.all([run(), writeOn()]);
  return result;
}
