import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { hashToken, serveDatasets, type DatasetsServer } from '@mastra-datasets/server';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { makePrograms } from '@mastra-datasets/test-servers/programs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks, examplesOf, outputOf } from './examples.js';
import {
  hasPython,
  packageRoot,
  repositoryRoot,
  runNode,
  runPython,
  runTests,
  runTypeCheck,
} from './processes.js';
import { rootScripts } from './root-scripts.js';

/** A whole conformance suite takes about half a minute. */
const SUITE_TIME_LIMIT_MS = 300_000;

const results = join(packageRoot, '.test-results/documentation');

/** The folders of files that the readers of some documents are supposed to have. */
const GIVEN_FILES: ReadonlyMap<string, string> = new Map([
  ['docs/writing-an-adapter.md', 'writing-an-adapter'],
  ['docs/evaluations.md', 'evaluations'],
  ['packages/cases/README.md', 'evaluations'],
]);
const givenFiles = join(packageRoot, 'test/files');
const suiteConfiguration = join(packageRoot, 'test/suite.vitest.config.ts');

/**
 * Those with a tool for evaluations, or a framework, are run by the tests of runners and of frameworks,
 * which install these; the whole evaluation by those of the command line, which make its dataset.
 */
function isRunElsewhere(name = ''): boolean {
  return /^(?:evalite|promptfoo|express-|next-|evaluate$)/.test(name);
}

const docs = (await readdir(join(repositoryRoot, 'docs'))).filter((name) => name.endsWith('.md'));
const documents = await Promise.all(
  [
    'README.md',
    ...docs.map((name) => `docs/${name}`),
    ...[
      'core',
      'json',
      'files',
      'inmemory',
      'libsql',
      'pg',
      'conformance',
      'cases',
      'server',
      'studio',
      'cli',
      'mastra',
    ].map((name) => `packages/${name}/README.md`),
  ].map(async (name) => {
    const markdown = await readFile(join(repositoryRoot, name), 'utf8');
    return { name, blocks: codeBlocks(name, markdown) };
  }),
);
const blocks = documents.flatMap((document) => document.blocks);

const programs = documents
  .flatMap((document) => examplesOf(document.blocks))
  // Those with Mastra are run by packages/mastra, which has it.
  .filter(({ text, name }) => !text.includes("from '@mastra/") && !isRunElsewhere(name))
  .map((example) => {
    const directory = join(results, example.title.replaceAll(/[^\w]+/g, '-'));
    // The runner of tests counts the failures of a suite; alone, a suite only registers tests.
    const isSuite = /from '(?:@mastra-datasets\/conformance|vitest)'/.test(example.text);
    const file = join(directory, `example.${isSuite ? 'test.' : ''}${example.language}`);
    return { ...example, isSuite, directory, file };
  });

let server: PostgresServer;
let api: DatasetsServer;

// Where the examples expect a database, a replica of it, and an API.
beforeAll(async () => {
  const tokens = [{ role: 'write', sha256: hashToken('secret') }] as const;
  api = await serveDatasets({ storage: new DatasetsInMemory(), port: 0, tokens });
  process.env['API'] = `${api.url}/api/v1`;
  process.env['TOKEN'] = 'secret';
  server = await startPostgres();
  process.env['DATABASE_URL'] = server.urlOf();
  process.env['REPLICA_URL'] = server.urlOf();
});

afterAll(async () => {
  await api.close();
  await server.stop();
});

beforeAll(async () => {
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });
  const project = {
    extends: '../../../../tsconfig.base.json',
    compilerOptions: { noUnusedLocals: false },
    include: ['.'],
  };
  await writeFile(join(results, 'tsconfig.json'), JSON.stringify(project));
  for (const { title, directory, file, text, isSuite } of programs) {
    await mkdir(directory);
    const given = GIVEN_FILES.get(title.replace(/ #\d+$/, ''));
    if (given !== undefined) await cp(join(givenFiles, given), directory, { recursive: true });
    await writeFile(file, text);
    if (isSuite) await copyFile(suiteConfiguration, join(directory, 'vitest.config.ts'));
  }
});

test('every document is there and has examples', () => {
  expect(documents.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'README.md',
      'docs/contract.md',
      'docs/digest.md',
      'docs/version-control.md',
      'docs/writing-an-adapter.md',
    ]),
  );
  expect(programs.length).toBeGreaterThan(20);
});

test('every block says its language, in a known way', () => {
  for (const { title, language } of blocks) {
    expect(
      ['ts', 'js', 'python', 'sh', 'bash', 'console', 'text', 'sql', 'json', 'yaml'],
      title,
    ).toContain(language);
  }
});

test('every example compiles', async () => {
  const { code, stdout } = await runTypeCheck(results);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});

describe('every example runs and prints what it says', () => {
  const suites = programs.filter(({ isSuite }) => isSuite);
  const scripts = programs.filter(({ isSuite }) => !isSuite);

  test.each(suites)(
    '$title',
    async ({ file, directory }) => {
      const { code, stdout } = await runTests(file, directory);
      expect(code, stdout).toBe(0);
    },
    SUITE_TIME_LIMIT_MS,
  );

  const bundles = new Map<string, string>();

  beforeAll(async () => {
    const made = await makePrograms(scripts.map(({ file }) => file));
    for (const [index, bundle] of made.entries()) bundles.set(scripts[index]?.file ?? '', bundle);
  });

  test.each(scripts)('$title', async ({ file, directory, output }) => {
    const bundle = bundles.get(file);
    if (bundle === undefined) throw new Error(`${file} was not bundled.`);
    const { code, stdout, stderr } = await runNode([bundle], directory);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual(output.length === 0 ? [''] : output);
  });
});

describe('every example in Python runs and prints what it says', () => {
  const scripts = blocks.filter(({ language }) => language === 'python');

  test.for(scripts)('$title', async ({ text }, { skip }) => {
    if (!hasPython) skip('There is no python3 on this machine.');
    const { code, stdout, stderr } = await runPython(text);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual(outputOf(text, '#'));
  });
});

describe('every command is one that continuous integration runs', () => {
  const commands = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ title, text }) => text.split('\n').map((command) => ({ title, command })));

  test.each(commands)('$title: $command', async ({ command }) => {
    const { manager, scripts, continuousIntegration } = await rootScripts();
    const [, script] = new RegExp(`^npx --yes ${manager} (?:run )?(\\S+)$`).exec(command) ?? [];
    expect(scripts).toContain(script);
    expect(continuousIntegration).toMatch(new RegExp(`\n\\s*${command} (?:\\|\\||--)`));
  });
});
