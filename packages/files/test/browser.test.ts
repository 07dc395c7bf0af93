import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as files from '../src/index.js';
import { fileOf } from './support/file-of.js';

let folder: string;
let metafile: Metafile;
let inBrowsers: typeof files;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-files-'));
  const outfile = join(folder, 'files.mjs');
  ({ metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    outfile,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['mastra-datasets-source', 'browser'],
  }));
  inBrowsers = (await import(pathToFileURL(outfile).href)) as typeof files;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('all of the package is made of what browsers have', async () => {
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.some((name) => name.endsWith('csv-parse/dist/esm/index.js'))).toBe(true);
  // Text of our own may not lean on what only Node has either.
  const own = inputs.filter((name) => /packages\/(?:files|json)\/src\//.test(name));
  expect(own.length).toBeGreaterThan(30);
  for (const name of own) {
    expect(await readFile(name, 'utf8'), name).not.toMatch(/\bBuffer\b|\bprocess\.|from 'node:/);
  }
});

it('tables are read and written in the same way by what browsers get', async () => {
  const { prepareFile, valueOptions, writeText } = inBrowsers;
  const options = {
    quotes: true,
    columns: {},
    values: valueOptions({}),
    ask: () => Promise.reject(new Error('nothing is to be asked')),
  };
  const table = async (text: string) => {
    const { source, fields } = await prepareFile(fileOf('a.csv', text), options);
    const rows: unknown[] = [];
    for await (const { place, raw } of source.rows) rows.push([place, raw]);
    return { rows, fields: [...fields.keys()] };
  };
  expect(await table('question,answer\r\n"two\r\nlines","a ""b"""\r\n\r\nc,d,e\r\n')).toEqual({
    fields: ['input', 'expectedOutput'],
    rows: [
      ['line 2', { question: 'two\r\nlines', answer: 'a "b"' }],
      ['line 5', ['c', 'd', 'e']],
    ],
  });
  await expect(table('question\n"never closed\n')).rejects.toThrow('a quote is never closed');
  await expect(table('question\na"b"\n')).rejects.toThrow('a quote stands within a cell');
  const now = new Date();
  const items = async function* () {
    yield await Promise.resolve({
      id: '1',
      datasetId: '1',
      version: now,
      versionNumber: 1,
      createdAt: now,
      updatedAt: now,
      input: 'a, "b"',
      splits: ['x', 'y'],
    });
  };
  let text = '';
  for await (const piece of await writeText({ format: 'csv', spreadsheetSafe: false, items })) {
    text += piece;
  }
  expect(text).toBe('input,splits\n"a, ""b""",x;y\n');
});
