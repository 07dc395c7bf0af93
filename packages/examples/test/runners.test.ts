import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRun } from '@mastra-datasets/cases';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder as runners, install } from '../runners/install.mjs';
import { installBuilt } from './built-packages.js';
import { codeBlocks } from './examples.js';
import { packageRoot, repositoryRoot, run, runNode, runTypeCheck } from './processes.js';

/**
 * A project of its own, with the tools and the packages as they are published. It is outside the
 * repository, whose configuration of tests would be the one that Evalite finds.
 */
const project = await mkdtemp(join(tmpdir(), 'mastra-datasets-runners-'));
const modules = join(project, 'node_modules');

const document = 'docs/evaluations.md';
const blocks = codeBlocks(document, await readFile(join(repositoryRoot, document), 'utf8'));

/** What a block of the document has to be called in the project. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['evalite', 'capitals.eval.ts'],
  ['evalite-run', 'save-evalite.mjs'],
  ['promptfoo-tests', 'tests.mjs'],
  ['promptfoo-config', 'promptfooconfig.yaml'],
  ['promptfoo-run', 'save-promptfoo.mjs'],
]);

beforeAll(async () => {
  install(runners);
  await installBuilt(project, ['core', 'cases']);
  for (const tool of ['evalite', 'promptfoo', 'vitest']) {
    await symlink(join(runners, 'node_modules', tool), join(modules, tool));
  }
  for (const given of ['evaluations', 'evaluation-runners']) {
    await cp(join(packageRoot, 'test/files', given), project, { recursive: true });
  }
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const [name, file] of FILES) {
    const text = blocks.find((block) => block.name === name)?.text ?? '';
    expect(text, name).not.toBe('');
    await writeFile(join(project, file), text);
  }
});

afterAll(() => rm(project, { recursive: true, force: true }));

/** The scores of a run that an example of the document saved. */
async function savedScores(script: string, file: string): Promise<number[]> {
  expect(await runNode([join(project, script)], project)).toMatchObject({ code: 0 });
  const { dataset, lock, results } = await readRun(join(project, file));
  expect(dataset).toBe('capitals');
  expect(lock.versionNumber).toBe(1);
  return results.map(({ score }) => score);
}

test('Evalite runs the locked cases, and its results become a run', async () => {
  const bin = join(modules, 'evalite/dist/bin.js');
  const parameters = ['run', '--threshold', '50', '--outputPath', 'results.json'];
  const { code, stdout, stderr } = await runNode([bin, ...parameters], project);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('What is the capital');
  expect(await savedScores('save-evalite.mjs', 'evalite.jsonl')).toEqual([1, 0]);
});

test('Promptfoo runs the locked cases, and its results become a run', async () => {
  const bin = join(modules, 'promptfoo/dist/src/entrypoint.js');
  const { code, stdout, stderr } = await run(
    'env',
    [
      'PROMPTFOO_DISABLE_TELEMETRY=1',
      'PROMPTFOO_DISABLE_UPDATE=1',
      `PROMPTFOO_CONFIG_DIR=${join(project, 'promptfoo-settings')}`,
      process.execPath,
      bin,
      'eval',
      '--no-cache',
      '--no-progress-bar',
      '--output',
      'results.json',
    ],
    project,
  );
  expect(stdout + stderr).toContain('1 passed');
  // Promptfoo ends with 100 where a test failed.
  expect(code).toBe(100);
  expect(await savedScores('save-promptfoo.mjs', 'promptfoo.jsonl')).toEqual([1, 0]);
});

test('the examples in TypeScript compile', async () => {
  const settings = {
    extends: join(repositoryRoot, 'tsconfig.base.json'),
    compilerOptions: {
      skipLibCheck: true,
      paths: { '@mastra-datasets/cases': [join(repositoryRoot, 'packages/cases/src/index.ts')] },
      typeRoots: [join(packageRoot, 'node_modules/@types')],
    },
    include: ['*.ts'],
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(settings));
  const { code, stdout } = await runTypeCheck(project);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});
