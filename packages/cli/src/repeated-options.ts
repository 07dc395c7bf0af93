import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { CliError } from './errors.js';

/**
 * Refuses options that are given several times with different values, where only the last would
 * count; those that collect their values are lists, and take all of them.
 */
export function refuseRepeatedOptions(root: CommandUnknownOpts): void {
  const given = new Map<CommandUnknownOpts, Map<string, Set<string>>>();
  for (const command of [root, ...root.commands]) {
    const values = new Map<string, Set<string>>();
    given.set(command, values);
    for (const option of command.options) {
      command.on(`option:${option.name()}`, (value: unknown) => {
        const key = option.attributeName();
        values.set(key, (values.get(key) ?? new Set()).add(JSON.stringify(value ?? null)));
      });
    }
  }
  root.hook('preAction', (_root, command) => {
    for (const level of [root, command]) {
      for (const [key, values] of given.get(level) ?? []) {
        if (values.size < 2 || Array.isArray(level.getOptionValue(key))) continue;
        const flag = level.options.find((option) => option.attributeName() === key)?.long ?? key;
        throw new CliError(
          'USAGE',
          `${flag} has ${values.size} values: ${[...values].join(', ')}.`,
          {
            hint: 'give it once',
          },
        );
      }
    }
  });
}
