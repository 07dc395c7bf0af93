import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { casesFile, commandFile, evaluationFile } from './command.js';

/** The folder of the repository. */
export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url));

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** Prepares a folder as a clone has it, with the command `mastra-datasets` and the examples. */
export async function prepareClone(folder: string): Promise<void> {
  await mkdir(join(folder, 'bin'));
  await writeProgram(folder, 'mastra-datasets', await commandFile());
  await cp(examples, join(folder, 'packages/cli/examples'), { recursive: true });
}

/** Adds the command `evaluate`, which runs the evaluation of the documents. */
export async function addEvaluation(folder: string): Promise<void> {
  await writeProgram(folder, 'evaluate', await evaluationFile());
}

/** Lets programs in a folder import the package that loads cases. */
export async function installCases(folder: string): Promise<void> {
  const target = join(folder, 'node_modules/@mastra-datasets/cases');
  await mkdir(target, { recursive: true });
  const address = pathToFileURL(await casesFile()).href;
  await writeFile(join(target, 'package.json'), '{ "exports": "./index.mjs" }');
  await writeFile(join(target, 'index.mjs'), `export * from ${JSON.stringify(address)};\n`);
}

async function writeProgram(folder: string, name: string, file: string): Promise<void> {
  const program = join(folder, 'bin', name);
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${file}' "$@"\n`);
  await chmod(program, 0o755);
}

/** What a script printed, both streams as they came, and how it ended. */
export interface ShellResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script of bash in a folder made by {@link prepareClone}. */
export async function bash(script: string, folder: string): Promise<ShellResult> {
  const { PATH = '', HOME = '' } = process.env;
  // Both streams go through one pipe, so that they keep their order.
  const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}:${PATH}`, HOME },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const output = await text(child.stdout);
  return { code: await code, output };
}
