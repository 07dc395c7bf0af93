import { Option } from '@commander-js/extra-typings';
import type { Io } from '../io.js';
import { variable } from '../variables.js';

/** The option that says who makes a version. */
export function authorOption() {
  return new Option(
    '--author <name>',
    'who makes the version (default: MASTRA_DATASETS_AUTHOR, or nobody)',
  );
}

/** The option that says why a version is made. */
export function messageOption() {
  return new Option('--message <text>', 'a note kept with the version');
}

/** Who makes a version, and why; what nobody said is absent. */
export function authorshipOf(
  {
    author,
    message,
  }: { readonly author?: string | undefined; readonly message?: string | undefined },
  { env }: Pick<Io, 'env'>,
): { author: string | undefined; message: string | undefined } {
  return { author: author ?? variable(env, 'MASTRA_DATASETS_AUTHOR'), message };
}
