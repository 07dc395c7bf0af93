import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { namesOfChecks } from './contract.js';
import { DIFFERENCES } from './differences.js';

test('every difference is one of a test that is there', () => {
  expect(namesOfChecks()).toEqual(
    expect.arrayContaining(DIFFERENCES.flatMap(({ checks }) => checks)),
  );
});

test('docs/mastra.md explains exactly these differences', async () => {
  const page = await readFile(new URL('../../../../docs/mastra.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('\n## What differs');
  const rows = [...section.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, title]) => title);
  expect(rows.slice(2)).toEqual(DIFFERENCES.map(({ title }) => title));
});
