import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Mastra } from '@mastra-datasets/core';
import { LibSQLStore } from '@mastra-datasets/libsql';
import { deleteUnanswerable, editAmbiguous, findOrCreateDataset, loadQuestions } from './edits.js';
import { describeFailure, printChanges, printNextSteps, printVersions, step } from './output.js';
import { proveUnchanged } from './proof.js';
import { capitalQuestions, SOURCE, SOURCE_TAG } from './questions.js';

/** Makes a dataset of real data, changes it, and gets its first version back unchanged. */
async function main(file: string, { isAlone }: { readonly isAlone: boolean }): Promise<void> {
  console.log(`Dataset file: ${file}`);
  const mastra = new Mastra({ storage: new LibSQLStore({ url: pathToFileURL(file).href }) });
  try {
    const { datasets } = mastra.getStorage();
    const questions = capitalQuestions();

    const dataset = await step('Opening the dataset', () => findOrCreateDataset(datasets));
    const datasetId = dataset.id;
    await step(`Loading ${questions.length} questions of ${SOURCE}`, () =>
      loadQuestions(datasets, datasetId, questions),
    );
    await step('Editing the questions with several answers', () =>
      editAmbiguous(datasets, datasetId),
    );
    await step('Deleting the questions without an answer', () =>
      deleteUnanswerable(datasets, datasetId),
    );

    await printVersions(datasets, datasetId);
    await printChanges(
      await datasets.diffVersions({ datasetId, from: SOURCE_TAG, to: new Date() }),
    );
    await step(`Fetching the version ${SOURCE_TAG} again`, () =>
      proveUnchanged(datasets, datasetId, questions),
    );
    if (isAlone) printNextSteps(file);
  } finally {
    await mastra.getStorage().close();
  }
}

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    // For a program that comes after this one, and needs the dataset to be there.
    options: { 'if-absent': { type: 'boolean' } },
  });
  const file = resolve(positionals[0] ?? 'capitals.db');
  const isAlone = values['if-absent'] !== true;
  if (isAlone || !existsSync(file)) await main(file, { isAlone });
} catch (error) {
  console.error(`\n${describeFailure(error)}`);
  process.exitCode = 1;
}
