import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Mastra } from '@mastra/core';
import type { Dataset } from '@mastra/core/datasets';
import { createScorer } from '@mastra/core/evals';
import { LibSQLStore } from '@mastra/libsql';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { capitalQuestions, type CapitalQuestion } from '../../examples/src/questions.js';
import { withVersionedDatasets } from '../src/index.js';

/** Stands for a model: it knows the capitals, and of several the last one in the atlas. */
function answer(question: string): string {
  const asked = QUESTIONS.find(({ context }) => question.includes(context.country));
  return asked?.context.capitals.at(-1) ?? 'I do not know.';
}

const QUESTIONS: readonly CapitalQuestion[] = capitalQuestions()
  // A name within another one, as Guinea in Equatorial Guinea, comes after it.
  .sort((left, right) => right.context.country.length - left.context.country.length);

const correct = createScorer({
  id: 'correct',
  description: 'The answer that was expected',
}).generateScore(({ run }) => (run.output === run.groundTruth ? 1 : 0));

/** Runs an experiment on a version, and tells what it scored. */
async function experiment(dataset: Dataset, version: number): Promise<string> {
  const { results } = await dataset.startExperiment({
    name: `Capitals, version ${version}`,
    version,
    task: ({ input }) => answer(String(input)),
    scorers: [correct],
  });
  const right = results.filter(({ scores: [score] }) => score?.score === 1).length;
  return `${right} of ${results.length} correct`;
}

/** Mends what the first version has wrong: questions with several answers, or with none. */
async function edit(dataset: Dataset, ids: ReadonlyMap<CapitalQuestion, string>): Promise<void> {
  for (const [{ context, expectedOutput }, itemId] of ids) {
    if (expectedOutput === undefined) await dataset.deleteItem({ itemId });
    else if (context.capitals.length > 1) {
      await dataset.updateItem({
        itemId,
        input: `Which city, the last by the atlas, is a capital of ${context.country}?`,
        groundTruth: context.capitals.at(-1),
      });
    }
  }
}

const { positionals } = parseArgs({ allowPositionals: true });
const { href: url } = pathToFileURL(resolve(positionals[0] ?? 'mastra-countries.db'));

// The datasets have a file of their own; Mastra keeps its own data in the other.
const datasets = new DatasetsLibSQL({ url });
const store = new LibSQLStore({ id: 'countries', url: url.replace(/(\.db)?$/, '-mastra.db') });
const mastra = new Mastra({ storage: withVersionedDatasets(store, datasets), logger: false });

const dataset = await mastra.datasets.create({ name: 'Capitals' });
const items = await dataset.addItems({
  items: QUESTIONS.map(({ externalId, input, expectedOutput, context }) => ({
    externalId,
    input,
    ...(expectedOutput === undefined ? {} : { groundTruth: expectedOutput }),
    metadata: context,
  })),
});
console.log(`Loaded ${items.length} questions: version 1`);
console.log(`Experiment on version 1: ${await experiment(dataset, 1)}`);

await edit(
  dataset,
  new Map(QUESTIONS.map((question, index) => [question, items[index]?.id ?? ''])),
);
const { version } = await dataset.getDetails();
console.log(`Edited the questions: version ${version}`);
console.log(`Experiment on version ${version}: ${await experiment(dataset, version)}`);

const diff = await datasets.diffVersions({ datasetId: dataset.id, from: 1, to: version });
console.log(`\nWhat changed from version 1 to version ${version}:`);
for await (const { type, before, after } of diff) {
  const texts = [before, after].flatMap((item) => (item === null ? [] : String(item.input)));
  console.log(`  ${type}: ${texts.join(' → ')}`);
}

console.log(`\nExperiment on version 1, once more: ${await experiment(dataset, 1)}`);
await mastra.shutdown();
