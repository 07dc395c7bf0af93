import { Option } from '@commander-js/extra-typings';
import { CliError } from '../errors.js';
import type { Assignment, ContentChanges, ContentField } from '../edit/content.js';
import { parseAssignment, parseSplits } from '../edit/content.js';
import type { Root } from '../root.js';
import { collect, parseJsonOption } from './parameters.js';

/** Adds a command that takes the content of an item. */
export function contentCommand(root: Root, name: 'add' | 'edit') {
  const absent = name === 'edit' ? '; null removes it' : '';
  return root
    .command(name)
    .option('--input <text>', 'the input, as text')
    .addOption(
      new Option('--input-json <json>', 'the input, as JSON')
        .argParser(parseJsonOption)
        .conflicts('input'),
    )
    .option('--expected-output <text>', 'the expected output, as text')
    .addOption(
      new Option('--expected-output-json <json>', 'the expected output, as JSON')
        .argParser(parseJsonOption)
        .conflicts('expectedOutput'),
    )
    .option('--context-json <json>', `the context, an object${absent}`, parseJsonOption)
    .option(
      '--splits <names>',
      `the splits, as train,hard or as a list of JSON${name === 'edit' ? "; '' for none" : ''}`,
      parseSplits,
    )
    .option('--source-json <json>', `where it comes from, an object${absent}`, parseJsonOption)
    .option('--attributes-json <json>', `its attributes, an object${absent}`, parseJsonOption)
    .addOption(
      new Option(
        '--set <path=value>',
        'one key, as context.topic=astronomy, or input.level:json=3; may come several times',
      ).argParser<readonly string[]>(collect),
    );
}

/** A value that was read as JSON. */
interface Boxed {
  readonly value: unknown;
}

/** What the options of {@link contentCommand} say. */
export interface ContentOptions {
  readonly input?: string | undefined;
  readonly inputJson?: Boxed | undefined;
  readonly expectedOutput?: string | undefined;
  readonly expectedOutputJson?: Boxed | undefined;
  readonly contextJson?: Boxed | undefined;
  readonly splits?: readonly string[] | undefined;
  readonly sourceJson?: Boxed | undefined;
  readonly attributesJson?: Boxed | undefined;
  readonly set?: readonly string[] | undefined;
}

/** Reads the content that options give. Throws `USAGE`. */
export function contentChangesOf(options: ContentOptions): ContentChanges {
  const given: readonly [ContentField, Boxed | undefined][] = [
    ['input', options.inputJson ?? boxed(options.input)],
    ['expectedOutput', options.expectedOutputJson ?? boxed(options.expectedOutput)],
    ['context', options.contextJson],
    ['splits', boxed(options.splits?.length === 0 ? null : options.splits)],
    ['source', options.sourceJson],
    ['attributes', options.attributesJson],
  ];
  const fields = new Map(
    given.flatMap(([field, box]) => (box === undefined ? [] : [[field, box.value] as const])),
  );
  const assignments = (options.set ?? []).map(parseAssignment);
  refuseTwice(assignments);
  return { fields, assignments };
}

function boxed(value: unknown): Boxed | undefined {
  return value === undefined ? undefined : { value };
}

function refuseTwice(assignments: readonly Assignment[]): void {
  const seen = new Set<string>();
  for (const { name } of assignments) {
    if (seen.has(name)) {
      throw new CliError('USAGE', `--set gives ${name} twice.`, { hint: 'give it once' });
    }
    seen.add(name);
  }
}
