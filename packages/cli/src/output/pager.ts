import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Writable } from 'node:stream';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { variable } from '../variables.js';

/** What is used where the environment names nothing: short texts stay on the screen, colours pass. */
const DEFAULT_PAGER = 'less -FRX';

/** What shells end with when they cannot run a command. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/** The command that shows long texts page by page; `null` where there is none, or none is wanted. */
export function pagerOf({ env }: Pick<Io, 'env'>): string | null {
  if (env['TERM'] === 'dumb') return null;
  // An empty variable says that no pager is wanted, as it does to git.
  const chosen = env['MASTRA_DATASETS_PAGER'] ?? env['PAGER'];
  if (chosen !== undefined) return chosen.trim() === '' || chosen.trim() === 'cat' ? null : chosen;
  const folders = variable(env, 'PATH')?.split(delimiter) ?? [];
  return folders.some((folder) => existsSync(join(folder, 'less'))) ? DEFAULT_PAGER : null;
}

let openPagers = 0;

/** Whether a pager has the terminal, which then takes Ctrl-C for itself. */
export function hasOpenPager(): boolean {
  return openPagers > 0;
}

/** A pager that runs, and what it shows. */
export class Pager {
  /** What is written to it is shown. */
  readonly input: Writable;
  readonly #command: string;
  readonly #ended: Promise<number | null>;

  constructor(command: string, io: Io) {
    this.#command = command;
    const env = { LESS: 'FRX', LV: '-c', ...io.env };
    const stdio: ['pipe', 'inherit', 'inherit'] = ['pipe', 'inherit', 'inherit'];
    const child = spawn(command, { shell: true, cwd: io.cwd, env, stdio });
    this.input = child.stdin;
    // Each write tells its own failure; the stream may fail at other times, too.
    this.input.on('error', () => undefined);
    openPagers += 1;
    this.#ended = ended(child).finally(() => {
      openPagers -= 1;
    });
  }

  /** Ends the text, and waits until the user has left. Throws `USAGE` where nothing was shown. */
  async close(): Promise<void> {
    this.input.end();
    const code = await this.#ended;
    if (!NOT_RUN.includes(code)) return;
    throw new CliError('USAGE', `The pager ${this.#command} cannot be run.`, {
      hint: 'set MASTRA_DATASETS_PAGER to another one, or use --no-pager',
    });
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => {
      resolve(NOT_RUN[0] ?? null);
    });
    child.once('close', resolve);
  });
}
