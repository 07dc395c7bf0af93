import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { confirm, isCancel } from '@clack/prompts';
import { CliError } from './errors.js';
import { pathOf, type Io } from './io.js';
import { printable } from './output/printable.js';
import { variable } from './variables.js';

/** How many files that exports wrote are remembered. */
const MOST_REMEMBERED = 1_000;

/**
 * The file that remembers what exports wrote, as a SHA-256 a line; `null` where the environment has no
 * place for it (https://specifications.freedesktop.org/basedir-spec/latest/).
 */
function recordFile({ env }: Pick<Io, 'env'>): string | null {
  const home = variable(env, 'HOME');
  const folder =
    variable(env, 'XDG_STATE_HOME') ??
    variable(env, 'LOCALAPPDATA') ??
    (home === undefined ? undefined : join(home, '.local', 'state'));
  return folder === undefined ? null : join(folder, 'mastra-datasets', 'exports');
}

async function readRecord(io: Io): Promise<string[]> {
  const file = recordFile(io);
  if (file === null) return [];
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Makes sure that an export replaces no file but one that an export wrote and nobody has changed since:
 * asks at a terminal, else throws `NOT_CONFIRMED`.
 */
export async function confirmReplacing(io: Io, name: string): Promise<void> {
  const path = pathOf(io, name);
  const facts = await stat(path).catch(() => null);
  if (facts?.isFile() !== true || facts.size === 0) return;
  const known = await readRecord(io);
  if (known.length > 0 && known.includes(await digestOf(path))) return;
  const message = `${printable(name)} is there already, and is not as an export left it.`;
  const { stdin: input, stderr: output } = io;
  if (input.isTTY === true && output.isTTY === true) {
    const answer = await confirm({
      message: `${message} Replace it?`,
      initialValue: false,
      input,
      output,
    });
    if (answer === true && !isCancel(answer)) return;
    throw new CliError('NOT_CONFIRMED', 'Nothing was written.');
  }
  throw new CliError('NOT_CONFIRMED', message, {
    hint: 'replace it with --force, or name another file',
  });
}

/** Remembers what an export wrote. That the next one asks where this fails is all that is lost. */
export async function rememberExport(io: Io, name: string): Promise<void> {
  const file = recordFile(io);
  const path = pathOf(io, name);
  const facts = await stat(path).catch(() => null);
  if (file === null || facts?.isFile() !== true) return;
  const digest = await digestOf(path);
  const known = (await readRecord(io)).filter((one) => one !== digest);
  const lines = [...known, digest].slice(-MOST_REMEMBERED);
  const part = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(part, `${lines.join('\n')}\n`);
    await rename(part, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
