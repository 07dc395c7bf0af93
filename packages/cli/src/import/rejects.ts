import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { DatasetsError } from '@mastra-datasets/core';
import { CliError } from '../errors.js';
import { fileFailure } from '../formats/bytes.js';
import type { Row } from '../formats/rows.js';
import { pathOf, type Io } from '../io.js';

/** How many refused rows are named. */
const MOST_NAMED = 20;

/** Why a row was not taken. */
export interface Rejection {
  /** Where the row is, such as `line 12`. */
  readonly place: string;
  readonly code: DatasetsError['code'] | 'INPUT_REFUSED';
  readonly reason: string;
}

/** Takes rows that are refused. */
export interface Rejects {
  /** The file they go to; absent where they only are counted. */
  readonly name?: string;
  readonly count: number;
  add(rejection: Rejection, row: Row): void;
}

/** Counts refused rows, and names the first. */
export class RejectionList implements Rejects {
  readonly #named: Rejection[] = [];
  count = 0;

  add(rejection: Rejection): void {
    this.count += 1;
    if (this.#named.length < MOST_NAMED) this.#named.push(rejection);
  }

  /** The error that lists them. */
  toError(): CliError {
    const lines = this.#named.map(({ place, reason }) => `\n  ${place}: ${reason}`);
    const left = this.count - this.#named.length;
    const more = left > 0 ? `\n  … and ${left.toLocaleString('en-US')} more` : '';
    const rows = this.count === 1 ? '1 row was' : `${this.count.toLocaleString('en-US')} rows were`;
    const message = `${rows} refused, so nothing was imported:${lines.join('')}${more}`;
    return new CliError('INPUT_REFUSED', message, {
      hint: 'correct them, or import the others with --rejects FILE',
      details: { count: this.count, rejections: this.#named },
    });
  }
}

/** A file of rejects. */
export interface RejectsFile extends Rejects {
  readonly name: string;
  close(): Promise<void>;
}

/** Makes a file of rejects, as JSONL, once there is one. */
export function openRejects(io: Io, name: string): RejectsFile {
  let stream: WriteStream | undefined;
  let failure: unknown;
  let count = 0;
  return {
    name,
    get count() {
      return count;
    },
    add({ place, code, reason }, row) {
      if (failure !== undefined) throw fileFailure(name, failure);
      stream ??= createWriteStream(pathOf(io, name)).on('error', (error) => {
        failure = error;
      });
      count += 1;
      stream.write(`${JSON.stringify({ place, code, reason, row: row.raw })}\n`);
    },
    async close() {
      if (stream === undefined) return;
      stream.end();
      await finished(stream).catch((error: unknown) => {
        throw fileFailure(name, error);
      });
    },
  };
}
