import { CommanderError } from '@commander-js/extra-typings';
import { COMPLETION_SCRIPTS } from './completion/scripts.js';
import { describeFailure, type Failure } from './describe-failure.js';
import { CliError, EXIT_CODES, type ExitCode } from './errors.js';
import { processIo, ReaderGone, write, type Io } from './io.js';
import { coloursOf } from './output/output.js';
import { printable } from './output/printable.js';
import { createProgram } from './program.js';

/** Runs a command line, and gives what the process should end with. Never rejects. */
export async function run(
  parameters: readonly string[],
  io: Io = processIo(new AbortController().signal),
): Promise<ExitCode> {
  try {
    const [command, shell = '', ...more] = parameters;
    const script = COMPLETION_SCRIPTS.get(shell);
    if (command === 'complete' && script !== undefined && more.length === 0) {
      await write(io.stdout, script);
      return EXIT_CODES.ok;
    }
    const isVersion = parameters[0] === '--version';
    await createProgram(io).parseAsync(isVersion ? ['-V'] : [...parameters], { from: 'user' });
    return EXIT_CODES.ok;
  } catch (error) {
    const isHelp = error instanceof CommanderError && error.exitCode === 0;
    if (isHelp || error instanceof ReaderGone) return EXIT_CODES.ok;
    const failure = describeFailure(asUsageError(error, parameters, io));
    // Where errors cannot be shown, the code still tells.
    await printFailure(io, failure, parameters.includes('--json')).catch(() => undefined);
    return failure.exitCode;
  }
}

function asUsageError(error: unknown, parameters: readonly string[], io: Io): unknown {
  if (!(error instanceof CommanderError)) return error;
  const commands = createProgram(io).commands.map((command) => command.name());
  const command = parameters.find((parameter) => commands.includes(parameter));
  const help = command === undefined ? '--help' : `${command} --help`;
  return new CliError('USAGE', usageProblem(error, parameters), {
    hint: `see mastra-datasets ${help}`,
  });
}

function usageProblem({ code, message }: CommanderError, parameters: readonly string[]): string {
  // The help has been shown in place of an error.
  if (code === 'commander.help') {
    const [first, name] = parameters.filter((parameter) => !parameter.startsWith('-'));
    return first === 'help' && name !== undefined
      ? `There is no command ${name}.`
      : 'There is no command.';
  }
  return message.replace(/^error: /, '');
}

async function printFailure(io: Io, failure: Failure, isJson: boolean): Promise<void> {
  const { code, message, hint } = failure;
  if (isJson) {
    await write(io.stderr, `${JSON.stringify({ error: failure }, null, 2)}\n`);
    return;
  }
  const { red, bold } = coloursOf(io.stderr, io.env);
  const next = hint === undefined ? '' : `  next: ${printable(hint)}\n`;
  // Messages quote what files and stores hold.
  const lines = message.split('\n').map(printable).join('\n');
  await write(io.stderr, `${red(bold('error'))} ${bold(code)}: ${lines}\n${next}`);
}
