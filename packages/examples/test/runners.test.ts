import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCases, readRun } from '@mastra-datasets/cases';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folder as runners, install } from '../runners/install.mjs';
import { installBuilt } from './built-packages.js';
import { codeBlocks } from './examples.js';
import {
  packageRoot,
  repositoryRoot,
  run,
  runNode,
  runTypeCheck,
  type ProcessResult,
} from './processes.js';

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
  ['vitest', 'capitals.test.ts'],
  ['evalite', 'capitals.eval.ts'],
  ['evalite-run', 'save-evalite.mjs'],
  ['promptfoo-tests', 'tests.mjs'],
  ['promptfoo-config', 'promptfooconfig.yaml'],
  ['promptfoo-run', 'save-promptfoo.mjs'],
]);

beforeAll(async () => {
  install();
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

/** The scores of a run that an example of the document saved, in the order of the cases. */
async function savedScores(script: string, file: string): Promise<(number | null)[]> {
  expect(await runNode([join(project, script)], project)).toMatchObject({ code: 0 });
  const { dataset, lock, results } = await readRun(join(project, file));
  expect(dataset).toBe('capitals');
  expect(lock.versionNumber).toBe(1);
  const scores = new Map(results.map(({ id, score }) => [id, score]));
  expect(scores.size).toBe(results.length);
  const cases = await loadCases('capitals', { folder: project, environment: {} });
  return cases.map(({ id }) => scores.get(id) ?? null);
}

/** Runs a tool; in `variables`, `BROKEN=1` lets the program fail where it knows no answer. */
function runTool(
  file: string,
  parameters: readonly string[],
  variables: readonly string[] = [],
): Promise<ProcessResult> {
  const program = [process.execPath, join(modules, file), ...parameters];
  return run('env', [...variables, ...program], project);
}

test('Vitest runs the locked cases, named by their external ids', async () => {
  const parameters = ['run', '--root', project, '--reporter', 'verbose', 'capitals.test.ts'];
  const { code, stdout, stderr } = await runTool('vitest/vitest.mjs', parameters);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('FRA');
  expect(stdout).toMatch(/Tests +2 passed/);
});

test('Evalite runs the locked cases, and its results become a run', async () => {
  const evaluate = (...variables: string[]) => {
    const parameters = ['run', '--threshold', '50', '--outputPath', 'results.json'];
    return runTool('evalite/dist/bin.js', parameters, variables);
  };
  const { code, stdout, stderr } = await evaluate();
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('What is the capital');
  expect(await savedScores('save-evalite.mjs', 'evalite.jsonl')).toEqual([1, 0]);
  await evaluate('BROKEN=1');
  expect(await savedScores('save-evalite.mjs', 'evalite.jsonl')).toEqual([1, null]);
});

test('Promptfoo runs the locked cases, and its results become a run', async () => {
  const evaluate = (...variables: string[]) =>
    runTool(
      'promptfoo/dist/src/entrypoint.js',
      ['eval', '--no-cache', '--no-progress-bar', '--output', 'results.json'],
      [
        'PROMPTFOO_DISABLE_TELEMETRY=1',
        'PROMPTFOO_DISABLE_UPDATE=1',
        `PROMPTFOO_CONFIG_DIR=${join(project, 'promptfoo-settings')}`,
        ...variables,
      ],
    );
  const { code, stdout, stderr } = await evaluate();
  expect(stdout + stderr).toContain('1 passed');
  // Promptfoo ends with 100 where a test failed.
  expect(code).toBe(100);
  expect(await savedScores('save-promptfoo.mjs', 'promptfoo.jsonl')).toEqual([1, 0]);
  await evaluate('BROKEN=1');
  expect(await savedScores('save-promptfoo.mjs', 'promptfoo.jsonl')).toEqual([1, null]);
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
