import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { codeBlocks, examplesOf } from '../../examples/test/examples.js';
import { runScript, runTypeCheck } from '../../examples/test/processes.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const results = join(root, 'packages/mastra/.test-results/documentation');

const documents = ['README.md', 'docs/mastra.md', 'packages/mastra/README.md'];
const examples = await Promise.all(
  documents.map(async (name) =>
    examplesOf(codeBlocks(name, await readFile(join(root, name), 'utf8'))),
  ),
);
const programs = examples
  .flat()
  .filter(({ text }) => text.includes("from '@mastra/"))
  .map((example) => {
    const directory = join(results, example.title.replaceAll(/[^\w]+/g, '-'));
    return { ...example, directory, file: join(directory, 'example.ts') };
  });

beforeAll(async () => {
  await rm(results, { recursive: true, force: true });
  for (const { directory, file, text } of programs) {
    await mkdir(directory, { recursive: true });
    await writeFile(file, text);
  }
  const project = {
    extends: '../../../../tsconfig.base.json',
    // The types of Mastra's packages do not take part in the stricter of the two.
    compilerOptions: { noUnusedLocals: false, exactOptionalPropertyTypes: false },
    include: ['.'],
  };
  await writeFile(join(results, 'tsconfig.json'), JSON.stringify(project));
});

test('every document for users of Mastra has examples', () => {
  expect(programs.length).toBeGreaterThan(4);
});

test('every example compiles', async () => {
  const { code, stdout } = await runTypeCheck(results);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});

test.concurrent.each(programs)(
  '$title prints what it says',
  async ({ file, directory, output }) => {
    const { code, stdout, stderr } = await runScript(file, { directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual(output.length === 0 ? [''] : output);
  },
);
