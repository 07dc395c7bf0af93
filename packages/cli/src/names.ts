import type { GlobalOptions } from './global-options.js';

/** What a shell takes as it is. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** What stands for a dataset that no command has named yet. */
const PLACEHOLDER = 'DATASET';

/** Writes a word as a POSIX shell reads it. */
export function quoted(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

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
    return ['mastra-datasets', ...words, ...this.#store].map(quoted).join(' ');
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
