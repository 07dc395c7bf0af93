import type { VersionedDatasetsStorage, VerificationProblem } from '@mastra-datasets/core';

const DATASETS = 'mastra_datasets';
const ITEMS = 'mastra_dataset_items';
const HISTORY = 'mastra_dataset_item_history';
const VERSIONS = 'mastra_dataset_versions';

/** What may happen to the rows of a dataset behind the back of its storage. */
export interface Damage {
  readonly name: string;
  /** SQL that any of the databases takes. */
  readonly statement: string;
  /** What a verification finds then. */
  readonly codes: readonly VerificationProblem['code'][];
}

/** A clock whose commits are far apart, so that no damage happens to point at another commit. */
export function clockOfDistantCommits() {
  let time = 0;
  return { now: () => (time += 1_000), wait: () => Promise.resolve() };
}

/** Makes a dataset of which something can be lost in every way of {@link DAMAGES}; gives its id. */
export async function makeDatasetToDamage(storage: VersionedDatasetsStorage): Promise<string> {
  const { id: datasetId } = await storage.createDataset({ name: 'to be damaged' });
  const [first, second, third] = await storage.addItems({
    datasetId,
    items: [
      { externalId: 'first', input: 1, context: {} },
      { externalId: 'second', input: 2 },
      { externalId: 'third', input: 3 },
    ],
  });
  await storage.updateItem({ datasetId, id: first?.id ?? '', input: 'changed' });
  await storage.updateItem({ datasetId, id: first?.id ?? '', input: 'changed again' });
  await storage.deleteItem({ datasetId, id: second?.id ?? '' });
  await storage.tagVersion({ datasetId, version: 1, tag: 'first' });
  await storage.purgeItem({ datasetId, id: third?.id ?? '' });
  return datasetId;
}

/** The codes of what a verification finds, once each and sorted. */
export async function foundCodes(
  storage: VersionedDatasetsStorage,
  datasetId: string,
): Promise<VerificationProblem['code'][]> {
  const { problems } = await storage.verify({ datasetId });
  return [...new Set(problems.map(({ code }) => code))].sort();
}

export const DAMAGES: readonly Damage[] = [
  {
    name: 'a version behind the newest commit',
    statement: 'UPDATE mastra_datasets SET version = version - 1',
    codes: ['VERSION'],
  },
  {
    name: 'a version without a commit',
    statement: 'UPDATE mastra_datasets SET version = version + 1',
    codes: ['VERSION'],
  },
  {
    name: 'a commit that is gone',
    statement: `DELETE FROM ${VERSIONS} WHERE number = 2`,
    codes: ['COMMIT', 'COMMIT_NUMBER'],
  },
  {
    name: 'another number',
    statement: `UPDATE ${VERSIONS} SET number = 9 WHERE number = 2`,
    codes: ['COMMIT_NUMBER'],
  },
  {
    name: 'another count',
    statement: `UPDATE ${VERSIONS} SET added = 2 WHERE number = 1`,
    codes: ['COUNT'],
  },
  {
    name: 'another total',
    statement: `UPDATE ${VERSIONS} SET "itemCount" = 7 WHERE number = 3`,
    codes: ['COUNT'],
  },
  {
    name: 'another count of purges',
    statement: `UPDATE ${VERSIONS} SET purged = purged + 1`,
    codes: ['COUNT'],
  },
  { name: 'a lost current item', statement: `DELETE FROM ${ITEMS}`, codes: ['COUNT'] },
  {
    name: 'a lost former state',
    statement: `DELETE FROM ${HISTORY} WHERE input = '2'`,
    codes: ['COUNT'],
  },
  {
    name: 'a gap',
    statement: `UPDATE ${HISTORY} SET "validTo" = "validTo" - 1 WHERE input = '1'`,
    codes: ['COMMIT', 'COUNT'],
  },
  {
    name: 'an overlap',
    statement: `UPDATE ${HISTORY} SET "validTo" = "validTo" + 1 WHERE input = '1'`,
    codes: ['COMMIT', 'COUNT', 'INTERVAL'],
  },
  {
    name: 'an empty interval',
    statement: `UPDATE ${HISTORY} SET "validTo" = version WHERE input = '2'`,
    codes: ['COUNT', 'INTERVAL'],
  },
  {
    name: 'another creation',
    statement: `UPDATE ${ITEMS} SET "createdAt" = "createdAt" - 1`,
    codes: ['TIMES'],
  },
  {
    name: 'another update',
    statement: `UPDATE ${ITEMS} SET "updatedAt" = "updatedAt" - 1`,
    codes: ['TIMES'],
  },
  {
    name: 'another external id',
    statement: `UPDATE ${ITEMS} SET "externalId" = 'other'`,
    codes: ['EXTERNAL_ID'],
  },
  { name: 'half a value', statement: `UPDATE ${ITEMS} SET input = '{"a":'`, codes: ['JSON'] },
  { name: 'no text at all', statement: `UPDATE ${ITEMS} SET input = ''`, codes: ['JSON'] },
  {
    name: 'two values',
    statement: `UPDATE ${ITEMS} SET "expectedOutput" = '1,2'`,
    codes: ['JSON'],
  },
  {
    name: 'the end of one value and the beginning of another',
    statement: `UPDATE ${ITEMS} SET input = '1],[2'`,
    codes: ['JSON'],
  },
  {
    name: 'half a value with line breaks',
    statement: `UPDATE ${ITEMS} SET input = '[1,\n2'`,
    codes: ['JSON'],
  },
  {
    name: 'a context that is no object',
    statement: `UPDATE ${ITEMS} SET context = '[]'`,
    codes: ['JSON'],
  },
  ...['metadata', 'inputSchema', 'expectedOutputSchema'].flatMap((column): Damage[] => [
    {
      name: `half a value as ${column}`,
      statement: `UPDATE ${DATASETS} SET "${column}" = '{"a":'`,
      codes: ['JSON'],
    },
    {
      name: `a list as ${column}`,
      statement: `UPDATE ${DATASETS} SET "${column}" = '[1]'`,
      codes: ['JSON'],
    },
  ]),
  {
    name: 'an item of no commit, after the newest one',
    statement: `INSERT INTO ${ITEMS} (id, "datasetId", version, input, "createdAt", "updatedAt")
      SELECT '01890a5d-ac96-774b-bcce-b302099a8057', id, version + 500, '4', version + 500,
        version + 500 FROM ${DATASETS}`,
    codes: ['COMMIT'],
  },
  {
    name: 'a state that ends after the newest commit',
    statement: `UPDATE ${HISTORY} SET "validTo" = "validTo" + 100000 WHERE input = '2'`,
    codes: ['COMMIT', 'COUNT'],
  },
  {
    name: 'a state that is replaced after the newest commit',
    statement: `UPDATE ${ITEMS} SET version = version + 100000`,
    codes: ['COMMIT', 'COUNT'],
  },
  {
    name: 'a tag of no commit',
    statement: 'UPDATE mastra_dataset_tags SET version = version + 1',
    codes: ['TAG'],
  },
  {
    name: 'a tag whose commit is gone',
    statement: `DELETE FROM ${VERSIONS} WHERE number = 1`,
    codes: ['COMMIT', 'COMMIT_NUMBER', 'COUNT', 'TAG'],
  },
];
