import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatLockFile, readRun } from '@mastra-datasets/cases';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { beforeAll, expect, test } from 'vitest';
import { codeBlocks, outputOf } from '../../../examples/test/examples.js';
import { runScript, runTypeCheck } from '../../../examples/test/processes.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const folder = join(root, 'packages/mastra/.test-results/locked-version');
const script = join(folder, 'example.ts');

const document = 'docs/evaluations.md';
const blocks = codeBlocks(document, await readFile(join(root, document), 'utf8'));
const { text } = blocks.find(({ name }) => name === 'mastra') ?? { text: '' };

/** Makes a dataset of two versions, and locks the first. */
async function lockFirstVersion(): Promise<void> {
  const datasets = new DatasetsLibSQL({ url: pathToFileURL(join(folder, 'datasets.db')).href });
  const { id: datasetId } = await datasets.createDataset({ name: 'capitals' });
  const [first] = await datasets.addItems({
    datasetId,
    items: [
      { input: 'What is the capital of France?', expectedOutput: 'Paris' },
      { input: 'What is the capital of Japan?', expectedOutput: 'Tokyo' },
    ],
  });
  if (first === undefined) throw new Error('No item was added.');
  const { version } = first;
  const digest = await datasets.snapshotDigest({ datasetId, version });
  await datasets.addItem({ datasetId, input: 'What is the capital of Peru?' });
  await datasets.close();
  const entry = {
    datasetId,
    version: version.toISOString(),
    versionNumber: 1,
    digest,
    itemCount: 2,
  };
  await writeFile(
    join(folder, 'datasets.lock.json'),
    formatLockFile({ entries: new Map([['capitals', entry]]) }),
  );
}

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(script, text);
  const project = { extends: '../../../../tsconfig.base.json', include: ['.'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
  await lockFirstVersion();
});

test('an experiment runs on the locked version, and its results become a run', async () => {
  const { code, stdout, stderr } = await runScript(script, { directory: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trimEnd().split('\n')).toEqual(outputOf(text, '//'));
  const { lock, results } = await readRun(join(folder, 'mastra.jsonl'));
  expect(lock.versionNumber).toBe(1);
  expect(results.map(({ score }) => score).sort()).toEqual([0, 1]);
});

test('the example compiles', async () => {
  const { code, stdout } = await runTypeCheck(folder);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});
