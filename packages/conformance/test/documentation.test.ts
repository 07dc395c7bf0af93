import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

function read(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), 'utf8');
}

it('the page on writing an adapter shows the minimal adapter as it is', async () => {
  const page = await read('../../../docs/writing-an-adapter.md');
  const blocks = [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code);
  expect(blocks).toContain(await read('../examples/minimal-adapter.ts'));
});
