import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const loadModule = createRequire(import.meta.url);

/** The folder of this package. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

/** The folder of the repository. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url));

/** What a process printed, and how it ended. */
export interface ProcessResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node in a folder. */
export function runNode(parameters: readonly string[], directory: string): Promise<ProcessResult> {
  return run(process.execPath, parameters, directory);
}

/** Runs a program in a folder. */
export async function run(
  program: string,
  parameters: readonly string[],
  directory: string,
): Promise<ProcessResult> {
  const child = spawn(program, parameters, {
    cwd: directory,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, PYTHONIOENCODING: 'utf-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}

/** Runs a TypeScript or JavaScript file on the sources of the packages. */
export function runScript(
  file: string,
  options: { readonly directory: string; readonly parameters?: readonly string[] },
): Promise<ProcessResult> {
  const tsx = join(dirname(loadModule.resolve('tsx/package.json')), 'dist/cli.mjs');
  const { directory, parameters = [] } = options;
  return runNode([tsx, '--conditions=mastra-datasets-source', file, ...parameters], directory);
}

/** Type-checks the project of a folder. */
export function runTypeCheck(directory: string): Promise<ProcessResult> {
  return runNode([loadModule.resolve('typescript/bin/tsc'), '--project', directory], directory);
}

/** Runs a file of tests on the sources of the packages, with the configuration in its folder. */
export function runTests(file: string, directory: string): Promise<ProcessResult> {
  const vitest = join(dirname(loadModule.resolve('vitest/package.json')), 'vitest.mjs');
  return runNode([vitest, 'run', '--root', directory, '--reporter=dot', file], directory);
}

/** Whether this machine has Python. */
export const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Runs a Python program with nothing but its standard library. */
export function runPython(text: string): Promise<ProcessResult> {
  return run('python3', ['-I', '-c', text], packageRoot);
}
