import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { CliError } from '../errors.js';
import { fileFailure, type Rejection, type Row } from '@mastra-datasets/files';
import { STANDARD } from '../formats/standard.js';
import { prepareOutput, type ProtectedFile } from '../formats/output-file.js';
import type { Io } from '../io.js';

/** How many refused rows are named in a message. */
const MOST_NAMED = 20;

/** How many refused rows are kept for the details of an error: all, but for the memory they take. */
const MOST_KEPT = 10_000;

/** How much text is collected before it is written, in characters. */
const PIECE_LENGTH = 65_536;

/** Takes rows that are refused. */
export interface Rejects {
  /** The file they go to; absent where they only are counted. */
  readonly name?: string;
  readonly count: number;
  add(rejection: Rejection, row: Row): void;
  /** Called before the commit; what it throws ends the import. */
  beforeCommit(): void;
}

/** Counts refused rows, names the first, and ends the import for them. */
export class RejectionList implements Rejects {
  readonly #kept: Rejection[] = [];
  readonly #canLeaveOut: boolean;
  #isConflict = false;
  count = 0;

  /** `canLeaveOut` tells whether the other rows could be imported without the refused ones. */
  constructor(canLeaveOut: boolean) {
    this.#canLeaveOut = canLeaveOut;
  }

  add(rejection: Rejection): void {
    this.count += 1;
    this.#isConflict ||= rejection.code === 'ITEM_EXISTS';
    if (this.#kept.length < MOST_KEPT) this.#kept.push(rejection);
  }

  beforeCommit(): void {
    if (this.count === 0) return;
    const named = this.#kept.slice(0, MOST_NAMED);
    const lines = named.map(({ place, reason }) => `\n  ${place}: ${reason}`);
    const left = this.count - named.length;
    const more = left > 0 ? `\n  … and ${left.toLocaleString('en-US')} more` : '';
    const rows = this.count === 1 ? '1 row was' : `${this.count.toLocaleString('en-US')} rows were`;
    const message = `${rows} refused, so nothing was imported:${lines.join('')}${more}`;
    throw new CliError('INPUT_REFUSED', message, {
      hint: this.#hint,
      details: { count: this.count, rejections: this.#kept },
    });
  }

  get #hint(): string {
    const hint = this.#isConflict
      ? 'choose --on-conflict skip or --on-conflict update'
      : 'correct them';
    return this.#canLeaveOut ? `${hint}, or import the others with --rejects FILE` : hint;
  }
}

/** A file of rejects. */
interface RejectsFile extends Rejects {
  readonly name: string;
  /** Lets the file appear. */
  publish(): Promise<void>;
  discard(): Promise<void>;
}

/**
 * Does work with a file for rejects, as JSONL, where one is named. The file is opened before the
 * work, so that one that cannot be written costs nothing, and appears after it.
 */
export async function withRejects<Result>(
  io: Io,
  name: string | undefined,
  protectedFiles: readonly ProtectedFile[],
  work: (rejects: Rejects | null) => Promise<Result>,
): Promise<Result> {
  if (name === undefined) return work(null);
  const rejects = await openRejects(io, name, protectedFiles);
  try {
    const result = await work(rejects);
    await rejects.publish();
    return result;
  } finally {
    await rejects.discard();
  }
}

async function openRejects(
  io: Io,
  name: string,
  protectedFiles: readonly ProtectedFile[],
): Promise<RejectsFile> {
  if (name === STANDARD) {
    throw new CliError('USAGE', 'The rejects go to a file, as results go to standard output.', {
      hint: 'name a file',
    });
  }
  const file = await prepareOutput(io, name, protectedFiles);
  const text = await openText(name, file.path).catch(async (error: unknown) => {
    await file.discard();
    throw error;
  });
  let count = 0;
  return {
    name,
    get count() {
      return count;
    },
    add({ place, code, reason }, row) {
      count += 1;
      text.write(`${JSON.stringify({ place, code, reason, row: row.raw })}\n`);
    },
    beforeCommit() {
      text.flush();
    },
    async publish() {
      text.flush();
      await file.publish().catch((error: unknown) => {
        throw fileFailure(name, error);
      });
    },
    async discard() {
      await text.close();
      await file.discard();
    },
  };
}

/**
 * Opens a file for text that is written at once: what refuses rows, and the commit, do not wait, and
 * the commit must not be made before all of it is written.
 */
async function openText(name: string, path: string) {
  const handle = await open(path, 'w').catch((error: unknown) => {
    throw fileFailure(name, error);
  });
  let waiting = '';
  const flush = () => {
    let rest = Buffer.from(waiting);
    waiting = '';
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(handle.fd, rest));
    } catch (error) {
      throw fileFailure(name, error);
    }
  };
  return {
    write(piece: string): void {
      waiting += piece;
      if (waiting.length >= PIECE_LENGTH) flush();
    },
    flush,
    close: () => handle.close(),
  };
}
