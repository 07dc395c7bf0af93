import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reportFigure } from '../src/index.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

it('figures are lines of JSON in the file that the environment names', async () => {
  const file = join(folder, 'figures.jsonl');
  vi.stubEnv('FIGURES_FILE', file);
  reportFigure('kills survived', 3);
  reportFigure('kills survived', 4);
  expect(await readFile(file, 'utf8')).toBe(
    '{"name":"kills survived","count":3}\n{"name":"kills survived","count":4}\n',
  );
});

it('figures go nowhere without such a file', async () => {
  vi.stubEnv('FIGURES_FILE', undefined);
  reportFigure('kills survived', 3);
  expect(await readdir(folder)).toEqual([]);
});
