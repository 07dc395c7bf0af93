import { isCancel, select } from '@clack/prompts';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { listColumns, shellName, type Ask, type Field } from '@mastra-datasets/files';

/** The options that fill fields. */
const OPTIONS: Readonly<Partial<Record<Field, string>>> = {
  input: '--input',
  expectedOutput: '--expected-output',
  externalId: '--external-id',
  splits: '--splits',
};

/** Asks at a terminal which of several columns is meant; elsewhere throws `INPUT_REFUSED`. */
export function askAtTerminal(io: Io, file: string, isJson: boolean): Ask {
  return async (field, candidates) => {
    const { stdin: input, stderr: output } = io;
    const message = `${file}: The columns ${listColumns(candidates)} are as good for ${field}.`;
    if (input.isTTY === true && output.isTTY === true && !isJson) {
      const options = candidates.map((value) => ({ value, label: value }));
      const answer = await select({ message: `${message} Which is it?`, options, input, output });
      if (!isCancel(answer)) return answer;
    }
    const option = OPTIONS[field] ?? '--map';
    throw new CliError('INPUT_REFUSED', message, {
      hint: `write ${candidates.map((name) => `${option} ${shellName(name)}`).join(' or ')}`,
      details: { field, columns: candidates },
    });
  };
}
