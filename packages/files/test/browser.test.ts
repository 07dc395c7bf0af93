import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('all of the package is made of what browsers have', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['mastra-datasets-source', 'browser'],
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.some((name) => name.endsWith('csv-parse/dist/esm/index.js'))).toBe(true);
  // Text of our own may not lean on what only Node has either.
  const own = inputs.filter((name) => /packages\/(?:files|json)\/src\//.test(name));
  expect(own.length).toBeGreaterThan(30);
  for (const name of own) {
    expect(await readFile(name, 'utf8'), name).not.toMatch(/\bBuffer\b|\bprocess\.|from 'node:/);
  }
});
