import { confirm, isCancel } from '@clack/prompts';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';

/**
 * Asks on a terminal whether something may be done, such as `deleted`. Throws `NOT_CONFIRMED` without
 * one, and for any answer but yes.
 */
export async function requireConsent(io: Io, question: string, done: string): Promise<void> {
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw new CliError('NOT_CONFIRMED', `${question} Nobody is there to answer.`, {
      hint: 'pass --yes to do it without being asked',
    });
  }
  const { stdin: input, stderr: output } = io;
  const answer = await confirm({ message: question, initialValue: false, input, output });
  if (answer === true && !isCancel(answer)) return;
  throw new CliError('NOT_CONFIRMED', `Nothing was ${done}.`);
}
