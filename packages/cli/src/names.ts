import { quoteForShell } from '@mastra-datasets/cases';
import type { GlobalOptions } from './global-options.js';

/** What stands for a dataset that no command has named yet. */
const PLACEHOLDER = 'DATASET';

/** The names that the user gave, by which hints say what to run next. */
export class CommandNames {
  /** The dataset that the command works on, as the user named it. */
  dataset: string | null = null;
  readonly #store: readonly string[];

  constructor({ url, schema, tablePrefix }: GlobalOptions = {}) {
    const options = [
      ['--url', url],
      ['--schema', schema],
      ['--table-prefix', tablePrefix],
    ] as const;
    this.#store = options.flatMap(([option, value]) =>
      value === undefined ? [] : [option, value],
    );
  }

  /** A command on the store of this one, with its words quoted. */
  command(...words: readonly string[]): string {
    return ['mastra-datasets', ...words, ...this.#store].map(quoteForShell).join(' ');
  }

  /** As {@link command}, on the dataset of this one: `log` gives `mastra-datasets log questions`. */
  onDataset(command: string, ...words: readonly string[]): string {
    return this.command(command, this.dataset ?? PLACEHOLDER, ...words);
  }
}

/** A failure, with the names for what is said about it. */
export class NamedFailure extends Error {
  override readonly name = 'NamedFailure';
  readonly names: CommandNames;

  constructor(cause: unknown, names: CommandNames) {
    super('The command failed.', { cause });
    this.names = names;
  }
}

/** What made a command fail, without the names. */
export function unnamedFailure(error: unknown): unknown {
  return error instanceof NamedFailure ? error.cause : error;
}
