import { isObject } from '../json/objects.js';
import type { Cell } from '../formats/rows.js';
import type { Placed } from '../mapping/item.js';
import { readPythonContainer } from '../mapping/python.js';
import { areAll, aside, at, byName, hasAll, spread, structureOf, to, type Shape } from './shape.js';

/** Names the tool that a case comes from, where anything else is known of its source. */
function withType(placed: readonly Placed[], type: string): Placed[] {
  const hasSource = placed.some(({ target }) => target.field === 'source');
  return hasSource ? [at('', 'source', ['type'], type), ...placed] : [...placed];
}

const placeLangfuse = byName({
  id: to('externalId'),
  input: (column, value) => at(column, 'input', [], structureOf(value)),
  expectedOutput: (column, value) => at(column, 'expectedOutput', [], structureOf(value)),
  metadata: (column, value) => spread(column, structureOf(value)),
  sourceTraceId: to('source', 'traceId'),
  sourceObservationId: to('source', 'spanId'),
  datasetId: to('source', 'datasetId'),
  datasetName: to('source', 'datasetName'),
  status: to('source', 'status'),
  createdAt: to('source', 'createdAt'),
  updatedAt: to('source', 'updatedAt'),
});

/** Items of a Langfuse dataset: a page of the API, or an export. */
export const LANGFUSE: Shape = {
  name: 'langfuse',
  marks: 'the columns input and sourceTraceId',
  fits: (sample) => hasAll(sample, 'input', 'sourceTraceId'),
  mayFit: (sample) => hasAll(sample, 'input'),
  place: (cells) => withType(placeLangfuse(cells), 'langfuse'),
};

const LANGSMITH_COLUMN = /^(inputs|outputs|metadata)\.(.+)$/;
const SPLIT_KEY = 'dataset_split';

const placeLangsmith = byName({
  id: to('externalId'),
  inputs: (column, value) => at(column, 'input', [], structureOf(value)),
  outputs: (column, value) => at(column, 'expectedOutput', [], structureOf(value)),
  split: to('splits'),
  splits: to('splits'),
  metadata: (column, value) => withoutSplit(column, structureOf(value)),
  created_at: to('source', 'createdAt'),
  modified_at: to('source', 'updatedAt'),
  dataset_id: to('source', 'datasetId'),
  source_run_id: to('source', 'traceId'),
});

/** Takes the splits out of the metadata of an example. */
function withoutSplit(column: string, metadata: unknown): Placed[] {
  if (!isObject(metadata)) return [aside(column, metadata)];
  const { [SPLIT_KEY]: split, ...rest } = metadata;
  return [
    ...(split === undefined ? [] : [at(`${column}.${SPLIT_KEY}`, 'splits', [], split)]),
    ...(Object.keys(rest).length === 0 ? [] : [spread(column, rest)]),
  ];
}

function placeLangsmithColumn([column, value]: Cell): Placed[] {
  const [, name, key = ''] = LANGSMITH_COLUMN.exec(column) ?? [];
  if (value === null || value === undefined) return [];
  if (name === 'inputs') return [at(column, 'input', [key], value)];
  if (name === 'outputs') return [at(column, 'expectedOutput', [key], value)];
  if (name === undefined) return placeLangsmith([[column, value]]);
  return [
    key === SPLIT_KEY ? at(column, 'splits', [], value) : at(column, 'context', [key], value),
  ];
}

/** Examples of a LangSmith dataset. */
export const LANGSMITH: Shape = {
  name: 'langsmith',
  marks: 'the columns inputs and outputs',
  fits: (sample) => {
    const areObjects = areAll(sample, 'inputs', (value) => isObject(structureOf(value)));
    if (hasAll(sample, 'inputs', 'outputs') && areObjects) return true;
    const names = new Set(sample.columns.map((column) => LANGSMITH_COLUMN.exec(column)?.[1]));
    return names.has('inputs') && names.has('outputs');
  },
  mayFit: ({ columns }) => columns.some((column) => /^inputs(?:\.|$)/.test(column)),
  place: (cells) => withType(cells.flatMap(placeLangsmithColumn), 'langsmith'),
};

const PHOENIX_COLUMN = /^(input|output|metadata)_(.+)$/;

const placePhoenix = byName({
  example_id: to('externalId'),
  id: to('externalId'),
  input: to('input'),
  output: to('expectedOutput'),
  metadata: spread,
  splits: to('splits'),
  updated_at: to('source', 'updatedAt'),
});

function placePhoenixColumn([column, value]: Cell): Placed[] {
  const [, name, key = ''] = PHOENIX_COLUMN.exec(column) ?? [];
  if (name === undefined) return placePhoenix([[column, value]]);
  if (value === null || value === undefined) return [];
  const field = name === 'input' ? 'input' : name === 'output' ? 'expectedOutput' : 'context';
  // Lists and dicts come from pandas, as Python writes them.
  return [at(column, field, [key], typeof value === 'string' ? readPythonContainer(value) : value)];
}

/** Where the API of Phoenix has the examples of a dataset. */
const PHOENIX_ROOT = 'data.examples';

/** Examples of a Phoenix dataset: its CSV, or a page of the API. */
export const PHOENIX: Shape = {
  name: 'phoenix',
  marks: 'columns such as input_query and output_answer',
  fits: ({ columns, envelope }) => {
    if (envelope?.root === PHOENIX_ROOT) return true;
    const names = columns.flatMap((column) => PHOENIX_COLUMN.exec(column)?.[1] ?? []);
    const hasAllNames = names.includes('output') && names.length === columns.length;
    return names.includes('input') && (columns.includes('example_id') || hasAllNames);
  },
  mayFit: ({ columns, envelope }) =>
    envelope?.root === PHOENIX_ROOT || columns.some((column) => /^input(?:_|$)/.test(column)),
  place: (cells) => withType(cells.flatMap(placePhoenixColumn), 'phoenix'),
};
