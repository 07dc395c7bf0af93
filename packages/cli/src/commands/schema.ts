import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import {
  DatasetsError,
  type Dataset,
  type DatasetsStorage,
  type JsonSchema,
} from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import { CliError, HintedError } from '../errors.js';
import { JsonProblem, readJson, STRICT, unreadable } from '@mastra-datasets/files';
import { STANDARD } from '../formats/standard.js';
import { pathOf, type Io } from '../io.js';
import { printable } from '../output/printable.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { schemaFailuresOf, type NamedSchemaFailure } from '../schema-failures.js';

/** The items of so many failures are looked up. */
const MOST_NAMED = 20;

const NOTES = `
A schema is JSON Schema: draft 2020-12, unless its $schema names draft 2019-09
or draft-07. Every later write is checked by it. No version is made.

Examples:
  $ mastra-datasets schema questions
  $ mastra-datasets schema questions --input input.schema.json
  $ mastra-datasets schema questions --no-input`;

/** `schema`: what the items of a dataset have to be. */
export function registerSchema(root: Root, io: Io): void {
  root
    .command('schema')
    .description('show or set the schemas of the items of a dataset')
    .argument('<dataset>')
    .option('--input <file>', 'set the schema of inputs; - for standard input')
    .option('--no-input', 'take the schema of inputs away')
    .option('--expected-output <file>', 'set the schema of expected outputs')
    .option('--no-expected-output', 'take the schema of expected outputs away')
    .option('--keep-items', 'items that break the schemas may stay as they are')
    .addHelpText('after', NOTES)
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      const { input, expectedOutput } = options;
      if (input === STANDARD && expectedOutput === STANDARD) {
        throw new CliError('USAGE', 'Standard input holds one schema, not two.', {
          hint: 'give one of them as a file',
        });
      }
      const work = async (context: CommandContext) => {
        const dataset = await requireDataset(context, name);
        if (input === undefined && expectedOutput === undefined) {
          await showSchemas(context, dataset);
          return;
        }
        await setSchemas(context, dataset, {
          inputSchema: await readSchema(io, input),
          expectedOutputSchema: await readSchema(io, expectedOutput),
          existing: options.keepItems === true ? 'keep' : 'check',
        });
      };
      return withStore(io, options, work, { isPaged: input === undefined });
    });
}

async function showSchemas({ output }: CommandContext, dataset: Dataset): Promise<void> {
  const { inputSchema, expectedOutputSchema } = dataset;
  await output.result(
    { inputSchema: inputSchema ?? null, expectedOutputSchema: expectedOutputSchema ?? null },
    () => {
      const { bold } = output.colours;
      const section = (title: string, schema: JsonSchema | undefined) =>
        schema === undefined
          ? `${bold(title)}  anything`
          : `${bold(title)}\n${JSON.stringify(schema, null, 2).split('\n').map(printable).join('\n')}`;
      return [section('INPUT', inputSchema), section('EXPECTED OUTPUT', expectedOutputSchema)].join(
        inputSchema === undefined && expectedOutputSchema === undefined ? '\n' : '\n\n',
      );
    },
  );
}

/** New schemas; `undefined` keeps one, `null` takes it away. */
interface SchemaChange {
  readonly inputSchema: JsonSchema | null | undefined;
  readonly expectedOutputSchema: JsonSchema | null | undefined;
  readonly existing: 'check' | 'keep';
}

async function setSchemas(
  { datasets, output }: CommandContext,
  { id, name }: Dataset,
  change: SchemaChange,
): Promise<void> {
  let updated: Dataset;
  try {
    updated = await datasets.updateDataset({ id, ...change });
  } catch (error) {
    const isBroken = error instanceof DatasetsError && error.code === 'SCHEMA_VALIDATION_FAILED';
    if (!isBroken) throw error;
    const failures = await withExternalIds(datasets, schemaFailuresOf(error));
    throw new HintedError(
      new DatasetsError(error.code, error.message, { details: { ...error.details, failures } }),
      'correct the items, or let them stay with --keep-items',
    );
  }
  await output.result(updated, () => {
    const done = [
      describeChange('input', change.inputSchema),
      describeChange('expected output', change.expectedOutputSchema),
    ];
    return `${printable(name)}: ${done.filter((part) => part !== '').join(', ')}.`;
  });
}

/** Failures with what their items are called by their users. */
async function withExternalIds(
  datasets: DatasetsStorage,
  failures: readonly NamedSchemaFailure[],
): Promise<NamedSchemaFailure[]> {
  const named: NamedSchemaFailure[] = [];
  for (const failure of failures.slice(0, MOST_NAMED)) {
    const item = await datasets.getItemById({ id: failure.id ?? '' });
    named.push({ ...failure, externalId: item?.externalId });
  }
  return [...named, ...failures.slice(MOST_NAMED)];
}

function describeChange(field: string, schema: JsonSchema | null | undefined): string {
  if (schema === undefined) return '';
  return schema === null ? `the ${field} may be anything` : `the ${field} has a schema`;
}

/** Reads a schema; `null` where it is to go, `undefined` where it stays. */
async function readSchema(
  io: Io,
  file: string | boolean | undefined,
): Promise<JsonSchema | null | undefined> {
  if (typeof file !== 'string') return file === false ? null : undefined;
  const text = await readWhole(io, file);
  try {
    // What is no schema is refused by the storage.
    return readJson(text, STRICT) as JsonSchema;
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const place = file === STANDARD ? 'standard input' : printable(file);
    throw new CliError('INPUT_REFUSED', `${place}: ${error.message}`, { hint: 'correct the file' });
  }
}

async function readWhole(io: Io, file: string): Promise<string> {
  if (file === STANDARD) return textOf(io.stdin);
  try {
    return await readFile(pathOf(io, file), 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}
