import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SqliteDatabase } from '../examples/sqlite/database.js';
import { sqlitePrimitives } from '../examples/sqlite/primitives.js';

function read(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), 'utf8');
}

const page = await read('../../../docs/writing-an-adapter.md');
const examples = await readdir(new URL('../examples', import.meta.url), { recursive: true });
const sources = examples.filter((name) => name.endsWith('.ts'));

describe('the page on writing an adapter', () => {
  it('shows the minimal adapter as it is', async () => {
    const blocks = [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code);
    expect(blocks).toContain(await read('../examples/minimal-adapter.ts'));
  });

  it('says what each primitive guarantees', () => {
    const primitives = sqlitePrimitives(new SqliteDatabase(':memory:', 0));
    const names = [...Object.keys(primitives), ...Object.keys(primitives.staging ?? {}), 'refresh'];
    const rows = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    expect(rows).toEqual(expect.arrayContaining(names));
  });

  it('names every file of the example for SQLite', () => {
    const files = sources.filter((name) => name.startsWith('sqlite/'));
    expect(files).not.toEqual([]);
    for (const name of files) expect(page).toContain(`\`${name.slice('sqlite/'.length)}\``);
  });
});

describe('an example adapter', () => {
  it.each(sources)('%s takes what it needs of core from its storage entry', async (name) => {
    const source = await read(`../examples/${name}`);
    const imports = [...source.matchAll(/from '(@mastra-datasets\/[^']*)'/g)].map(
      ([, from]) => from,
    );
    expect(new Set(['@mastra-datasets/core/storage', ...imports])).toEqual(
      new Set(['@mastra-datasets/core/storage']),
    );
  });
});
