import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexer } from 'marked';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './support/folder.js';
import { bash, prepareClone, repositoryRoot } from './support/shell.js';

/** Each command starts a process of its own. */
const TIME_LIMIT_MS = 600_000;

const ALIAS = "$ alias mastra-datasets='npx --yes pnpm@12.21.0 --silent run cli'";

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
      const transcript = (await codeBlocks(document, 'console')).join('\n');
      expect(transcript.startsWith(ALIAS)).toBe(true);
      const steps = transcript.slice(ALIAS.length).split('\n$ ').slice(1);
      expect(steps.length).toBeGreaterThan(5);
      for (const step of steps) {
        const [command = '', ...printed] = step.split('\n');
        const { output } = await bash(command, folder);
        expect(timeless(`$ ${command}\n${output}`)).toBe(
          timeless(`$ ${command}\n${printed.join('\n')}`),
        );
      }
    },
    TIME_LIMIT_MS,
  );
});

it('names a script of the repository in its alias', async () => {
  const manifest = await readFile(join(repositoryRoot, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
  expect(scripts['cli']).toContain('packages/cli/src/bin.ts');
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
