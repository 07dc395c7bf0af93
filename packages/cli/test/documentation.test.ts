import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexer } from 'marked';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/folder.js';
import {
  addEvaluation,
  bash,
  installCases,
  prepareClone,
  repositoryRoot,
} from './support/shell.js';

/** Each command starts a process of its own. */
const TIME_LIMIT_MS = 600_000;

/** How the documents make commands of scripts of the repository. */
const ALIAS = /^alias [\w-]+='npx --yes pnpm@12\.21\.0 --silent run ([\w:]+)'$/;

/** The files of the scripts. */
const FILES_OF_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['cli', 'packages/cli/src/bin.ts'],
  ['example:evaluate', 'packages/examples/src/evaluate.mjs'],
]);

async function codeBlocks(document: string, language: string): Promise<string[]> {
  const markdown = await readFile(join(repositoryRoot, document), 'utf8');
  return lexer(markdown).flatMap((token) =>
    token.type === 'code' && token.lang === language ? [String(token.text)] : [],
  );
}

/** Replaces what is another each time. */
function timeless(text: string): string {
  return text
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>')
    .trimEnd();
}

describe.each(['README.md', 'docs/command-line.md', 'docs/evaluations.md'])('%s', (document) => {
  it(
    'shows what the commands print',
    async () => {
      const folder = await temporaryFolder();
      await prepareClone(folder);
      await addEvaluation(folder);
      const transcript = (await codeBlocks(document, 'console')).join('\n');
      const steps = `\n${transcript}`.split('\n$ ').slice(1);
      expect(steps.length).toBeGreaterThan(5);
      expect(steps[0]).toMatch(ALIAS);
      for (const step of steps) {
        const [command = '', ...printed] = step.split('\n');
        const script = ALIAS.exec(step)?.[1];
        if (script !== undefined) {
          expect([...FILES_OF_SCRIPTS.keys()]).toContain(script);
          continue;
        }
        const { output } = await bash(command, folder);
        expect(timeless(`$ ${command}\n${output}`)).toBe(
          timeless(`$ ${command}\n${printed.join('\n')}`),
        );
      }
    },
    TIME_LIMIT_MS,
  );
});

it('names scripts of the repository in its aliases', async () => {
  const manifest = await readFile(join(repositoryRoot, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
  for (const [script, file] of FILES_OF_SCRIPTS) {
    expect(scripts[script]).toBe(`tsx --conditions=mastra-datasets-source ${file}`);
  }
  const continuousIntegration = await readFile(join(repositoryRoot, '.ci/run'), 'utf8');
  expect(continuousIntegration).toContain('npx --yes pnpm@12.21.0 --silent run cli ');
});

describe('the recipe for continuous integration', () => {
  it(
    'passes while nothing has changed, and fails when the tag or the dataset has',
    async () => {
      const folder = await temporaryFolder();
      await prepareClone(folder);
      const [recipe = ''] = await codeBlocks('docs/command-line.md', 'bash');
      await writeFile(join(folder, 'recipe.sh'), recipe);
      const setUp = [
        'set -e',
        'mastra-datasets import packages/cli/examples/questions.csv --external-id id --input question',
        'mastra-datasets tag questions baseline',
        'mastra-datasets digest questions --version baseline > dataset.digest',
      ];
      expect(await bash(setUp.join('\n'), folder)).toMatchObject({ code: 0 });
      const passed = await bash('bash recipe.sh && wc -l < cases.jsonl', folder);
      expect(passed).toMatchObject({ code: 0 });
      expect(passed.output.trimEnd().split('\n').at(-1)?.trim()).toBe('5');

      await bash('mastra-datasets edit questions q1 --input changed', folder);
      const changed = await bash('bash recipe.sh', folder);
      expect(changed.code).toBe(7);
      expect(changed.output).toContain('error VERSIONS_DIFFER');

      await bash('mastra-datasets tag questions baseline --move', folder);
      const moved = await bash('bash recipe.sh', folder);
      expect(moved.code).toBe(7);
      expect(moved.output).toContain('error DIGEST_DIFFERS: version 2');
    },
    TIME_LIMIT_MS,
  );
});

describe('the recipe of an evaluation', () => {
  it(
    'runs the locked cases and compares the runs, until the cases change unasked',
    async () => {
      const folder = await temporaryFolder();
      await prepareClone(folder);
      await installCases(folder);
      const [recipe = ''] = await codeBlocks('docs/evaluations.md', 'bash');
      await writeFile(join(folder, 'recipe.sh'), recipe);
      const programs = await codeBlocks('docs/evaluations.md', 'js');
      const program = programs.find((text) => text.includes("'run.jsonl'")) ?? '';
      const source = await readFile(join(repositoryRoot, 'packages/examples/src/evaluate.mjs'));
      expect(program).toBe(source.toString().trimEnd());
      await writeFile(join(folder, 'evaluate.mjs'), program);
      const setUp = [
        'set -e',
        'mastra-datasets import packages/cli/examples/questions.csv --external-id id --input question --expected-output answer',
        'mastra-datasets lock questions --vendor cases',
        'node evaluate.mjs main.jsonl',
      ];
      expect(await bash(setUp.join('\n'), folder)).toMatchObject({ code: 0 });
      const passed = await bash('bash recipe.sh', folder);
      expect(passed.code).toBe(0);
      expect(passed.output).toMatch(/^the same +5 +0\.600 +0\.600 +\+0\.000$/m);

      const withoutStore = await bash('mkdir away && mv mastra.db* away && bash recipe.sh', folder);
      expect(withoutStore.code).toBe(0);
      expect(withoutStore.output).toContain('only the files were checked');
      await bash('mv away/* .', folder);

      await bash('mastra-datasets edit questions q4 --expected-output Mercury', folder);
      const changed = await bash('bash recipe.sh', folder);
      expect(changed.code).toBe(7);
      expect(changed.output).toContain('  ~ q4\n');

      await bash('mastra-datasets lock --update', folder);
      const updated = await bash('bash recipe.sh', folder);
      expect(updated.code).toBe(0);
      expect(updated.output).toMatch(/^changed +1 +0\.000 +1\.000 +\+1\.000$/m);
    },
    TIME_LIMIT_MS,
  );
});
