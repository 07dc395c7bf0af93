import { isDeepStrictEqual } from 'node:util';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { answerOf, inputOf, type ReadItem } from './contenders/contender.js';
import type { Question } from './questions.js';

/** Throws when a benchmarked operation gave something else than it should. */
export function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`Wrong result: ${what}.`);
}

/** Throws unless an item holds a test case. */
export function checkItem(item: ReadItem | null, question: Question | undefined): void {
  check(item !== null && question !== undefined, 'an item is missing');
  const answer = item.expectedOutput ?? item.groundTruth;
  check(
    isDeepStrictEqual(item.input, inputOf(question)) &&
      isDeepStrictEqual(answer, answerOf(question)),
    `item ${item.id} has another content`,
  );
}

/** The library's digest of test cases, whoever holds them. */
export async function digestOfQuestions(questions: readonly Question[]): Promise<string> {
  return digest(questions.map((question) => [inputOf(question), answerOf(question)]));
}

/** The library's digest of items, whoever returned them. */
export async function digestOfItems(items: readonly ReadItem[]): Promise<string> {
  return digest(items.map((item) => [item.input, item.expectedOutput ?? item.groundTruth]));
}

async function digest(contents: readonly (readonly [unknown, unknown])[]): Promise<string> {
  const storage = new DatasetsInMemory();
  const { id: datasetId } = await storage.createDataset({ name: 'digest' });
  const items = contents.map(([input, expectedOutput]) => ({ input, expectedOutput }));
  if (items.length > 0) await storage.addItems({ datasetId, items });
  const result = await storage.snapshotDigest({ datasetId });
  await storage.close();
  return result;
}
