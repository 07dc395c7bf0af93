import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { installBuilt } from './built-packages.js';
import { codeBlocks } from './examples.js';
import { packageRoot, repositoryRoot, run, runNode } from './processes.js';

const folder = join(packageRoot, '.test-results/bundling');
const esbuild = join(packageRoot, 'node_modules/.bin/esbuild');

const page = await readFile(join(repositoryRoot, 'docs/bundling.md'), 'utf8');
const blocks = codeBlocks('docs/bundling.md', page);

/** The commands of the page, such as `npx esbuild app.mjs --bundle …`. */
const commands = blocks
  .filter(({ language }) => language === 'bash')
  .flatMap(({ text }) => text.split('\n'));

const APP = `
import { DatasetsError, InMemoryStore, LibSQLStore, PostgresStore } from './parts.mjs';

async function countItems(store) {
  const { datasets } = store.getStorage?.() ?? store;
  const { id: datasetId } = await datasets.createDataset({ name: 'd' });
  await datasets.addItem({ datasetId, input: 1 });
  const { pagination } = await datasets.listItems({ datasetId, pagination: { page: 0, perPage: 1 } });
  return pagination.total;
}

async function main() {
  const total = await countItems(new LibSQLStore({ url: 'file:bundle.db' }));
  const pg = new PostgresStore({ connectionString: 'postgres://127.0.0.1:1/none' });
  const lost = await pg.datasets.listVersions({}).catch((error) => error);
  console.log(total, lost instanceof DatasetsError, lost.code);
}

if (!process.env.IS_PART) main();
export { DatasetsError, InMemoryStore };
`;

const PARTS = `
export { DatasetsError } from '@mastra-datasets/core';
export { InMemoryStore } from '@mastra-datasets/inmemory';
export { LibSQLStore } from '@mastra-datasets/libsql';
export { PostgresStore } from '@mastra-datasets/pg';
`;

/** Loads the packages four times, and has every copy work with every other one. */
const COPIES = `
import { createRequire } from 'node:module';
import * as core from '@mastra-datasets/core';
import * as inmemory from '@mastra-datasets/inmemory';

process.env.IS_PART = 'yes';
const require = createRequire(import.meta.url);
const copies = [
  { ...core, ...inmemory },
  { ...require('@mastra-datasets/core'), ...require('@mastra-datasets/inmemory') },
  await import('./dist/app.mjs'),
  require('./dist/app.cjs'),
];
console.log('copies', new Set(copies.map(({ DatasetsError }) => DatasetsError)).size);
for (const { InMemoryStore } of copies) {
  const { datasets } = new InMemoryStore();
  const { id: datasetId } = await datasets.createDataset({ name: 'd' });
  const error = await datasets.addItem({ datasetId: 'none', input: 1 }).catch((reason) => reason);
  const known = copies.filter(({ DatasetsError }) => error instanceof DatasetsError).length;
  const targets = copies.map((copy) => new copy.InMemoryStore().datasets);
  for (const target of targets) await datasets.copyDatasetTo(target, { datasetId });
  console.log(error.code, known, targets.length);
}
`;

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await installBuilt(folder, ['core', 'inmemory', 'libsql', 'pg']);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  await writeFile(join(folder, 'app.mjs'), APP);
  await writeFile(join(folder, 'parts.mjs'), PARTS);
  await writeFile(join(folder, 'copies.mjs'), COPIES);
  for (const command of commands) {
    const [runner, program, ...parameters] = command.split(' ');
    expect([runner, program]).toEqual(['npx', 'esbuild']);
    const { code, stderr } = await run(esbuild, [...parameters, '--log-level=warning'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }
});

describe('a bundle that the commands of docs/bundling.md make', () => {
  it.each(['dist/app.mjs', 'dist/app.cjs'])('runs: %s', async (file) => {
    const { code, stdout, stderr } = await runNode([file], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('1 true INVALID_ARGUMENT\n');
  });

  it('works with the packages that are imported and required in its process', async () => {
    const { code, stdout, stderr } = await runNode(['copies.mjs'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`copies 4\n${'DATASET_NOT_FOUND 4 4\n'.repeat(4)}`);
  });
});

test('every bundler of docs/bundling.md leaves out the same packages', () => {
  const packages = page.matchAll(/^\| `([^`]+)`/gm);
  const names = [...packages].map(([, name = '']) => name);
  const lists = blocks
    .filter(({ language }) => language === 'js')
    .map(({ text }) => /xternal\w*: (\[.*?\])/.exec(text)?.[1]?.replaceAll("'", '"') ?? '');
  expect(lists).toHaveLength(2);
  for (const list of lists) expect(JSON.parse(list)).toEqual(names);
  for (const command of commands) {
    const left = [...command.matchAll(/--external:(\S+)/g)].map(([, name = '']) => name);
    expect(left).toEqual(names);
  }
});
