import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { commandFile } from './command.js';

/** The folder of the repository. */
export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url));

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

/** Prepares a folder as a clone has it, with the command `mastra-datasets` and the examples. */
export async function prepareClone(folder: string): Promise<void> {
  await mkdir(join(folder, 'bin'));
  const command = join(folder, 'bin/mastra-datasets');
  const script = `#!/bin/sh\nexec '${process.execPath}' '${await commandFile()}' "$@"\n`;
  await writeFile(command, script);
  await chmod(command, 0o755);
  await cp(examples, join(folder, 'packages/cli/examples'), { recursive: true });
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
