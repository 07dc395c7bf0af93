import { isObject } from '../json/objects.js';
import { readPythonContainer } from '../mapping/python.js';
import {
  areAll,
  aside,
  at,
  countOf,
  hasAll,
  hasValue,
  byName,
  spread,
  structureOf,
  to,
  type Shape,
} from './shape.js';

/** Columns that only DeepEval has. */
const DEEPEVAL_COLUMNS = [
  'retrieval_context',
  'additional_metadata',
  'expected_tools',
  'tools_called',
  'source_file',
  'custom_column_key_values',
];

/** What DeepEval joins the texts of a cell with. */
const DEEPEVAL_SEPARATOR = '|';

function deepevalList(column: string, value: unknown) {
  const isText = typeof value === 'string' && !value.startsWith('[');
  return aside(column, isText ? value.split(DEEPEVAL_SEPARATOR) : structureOf(value));
}

/** Goldens of DeepEval, also of conversations. */
export const DEEPEVAL: Shape = {
  name: 'deepeval',
  marks: 'goldens with input and expected_output, or with scenario and expected_outcome',
  fits: (sample) =>
    (hasAll(sample, 'input') &&
      countOf(sample, DEEPEVAL_COLUMNS) > 0 &&
      countOf(sample, ['expected_output', 'actual_output']) > 0) ||
    hasAll(sample, 'scenario', 'expected_outcome'),
  mayFit: (sample) => countOf(sample, ['input', 'scenario']) > 0,
  place: byName({
    input: to('input'),
    scenario: to('input'),
    expected_output: to('expectedOutput'),
    expected_outcome: to('expectedOutput'),
    additional_metadata: (column, value) => spread(column, structureOf(value)),
    context: deepevalList,
    retrieval_context: deepevalList,
    tools_called: (column, value) => aside(column, structureOf(value)),
    expected_tools: (column, value) => aside(column, structureOf(value)),
    turns: (column, value) => aside(column, structureOf(value)),
    id: to('externalId'),
  }),
};

/** Columns that only Ragas has beside `user_input`. */
const RAGAS_COLUMNS = [
  'retrieved_contexts',
  'reference_contexts',
  'reference',
  'response',
  'rubric',
  'rubrics',
  'synthesizer_name',
  'reference_tool_calls',
  'reference_topics',
];

/** Ragas writes lists as Python does into CSV. */
function ragasValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const structure = structureOf(value);
  return structure === value ? readPythonContainer(value) : structure;
}

const placeRagas = byName({
  user_input: to('input'),
  question: to('input'),
  reference: to('expectedOutput'),
  ground_truth: to('expectedOutput'),
  ground_truths: to('expectedOutput'),
  id: to('externalId'),
  metadata: spread,
});

/** Samples of Ragas, also with the names of its first releases. */
export const RAGAS: Shape = {
  name: 'ragas',
  marks: 'the columns user_input and reference, or question and ground_truth',
  fits: (sample) =>
    (sample.columns.includes('user_input') && countOf(sample, RAGAS_COLUMNS) > 0) ||
    (hasAll(sample, 'question', 'contexts') &&
      countOf(sample, ['ground_truth', 'ground_truths']) > 0),
  mayFit: (sample) => countOf(sample, ['user_input', 'question']) > 0,
  place: (cells) =>
    placeRagas(cells.map(([column, value]) => [column, ragasValue(value)] as const)),
};

/** Samples of Inspect. */
export const INSPECT: Shape = {
  name: 'inspect',
  marks: 'the columns input and target',
  fits: (sample) =>
    hasAll(sample, 'input', 'target') &&
    countOf(sample, ['choices', 'sandbox', 'files', 'setup']) > 0,
  mayFit: (sample) => hasAll(sample, 'input'),
  place: byName({
    id: to('externalId'),
    input: (column, value) => at(column, 'input', [], structureOf(value)),
    target: (column, value) => at(column, 'expectedOutput', [], structureOf(value)),
    choices: (column, value) => aside(column, structureOf(value)),
    metadata: (column, value) => spread(column, structureOf(value)),
  }),
};

/** Samples of OpenAI's evals: messages, and one ideal answer or several. */
export const OPENAI_EVALS: Shape = {
  name: 'openai-evals',
  marks: 'the columns input and ideal',
  fits: (sample) => hasAll(sample, 'input', 'ideal'),
  mayFit: (sample) => hasAll(sample, 'input'),
  place: byName({
    input: (column, value) => at(column, 'input', [], structureOf(value)),
    ideal: (column, value) => at(column, 'expectedOutput', [], structureOf(value)),
    id: to('externalId'),
    metadata: spread,
  }),
};

/** Questions of MT-Bench, with several turns. */
export const MT_BENCH: Shape = {
  name: 'mt-bench',
  marks: 'the columns question_id and turns',
  fits: (sample) =>
    hasAll(sample, 'question_id', 'turns') && areAll(sample, 'turns', Array.isArray),
  mayFit: (sample) => countOf(sample, ['turns', 'prompt']) > 0,
  place: byName({
    question_id: to('externalId'),
    prompt_id: to('externalId'),
    turns: (column, value) => at(column, 'input', [], ragasValue(value)),
    prompt: (column, value) => at(column, 'input', [], ragasValue(value)),
    // An empty list says that there is no reference.
    reference: (column, value) =>
      Array.isArray(value) && value.length === 0
        ? []
        : at(column, 'expectedOutput', [], ragasValue(value)),
  }),
};

/** Instructions in the shape of Alpaca: the input belongs to the instruction. */
export const ALPACA: Shape = {
  name: 'alpaca',
  marks: 'the columns instruction, input and output',
  fits: (sample) =>
    hasAll(sample, 'instruction', 'input') && countOf(sample, ['output', 'response']) > 0,
  mayFit: (sample) => hasAll(sample, 'instruction'),
  place: byName({
    instruction: to('input', 'instruction'),
    input: to('input', 'input'),
    output: to('expectedOutput'),
    response: to('expectedOutput'),
    id: to('externalId'),
  }),
};

/** Examples of a task of BIG-bench. */
export const BIGBENCH: Shape = {
  name: 'bigbench',
  marks: 'examples with input, and target or target_scores',
  fits: (sample) =>
    sample.envelope?.root === 'examples' &&
    hasAll(sample, 'input') &&
    countOf(sample, ['target', 'target_scores']) > 0,
  mayFit: (sample) => hasAll(sample, 'input'),
  place: byName({
    input: to('input'),
    target: to('expectedOutput'),
    target_scores: (column, value, cells) =>
      hasValue(cells, 'target') || !isObject(value)
        ? aside(column, value)
        : at(column, 'expectedOutput', [], value),
    id: to('externalId'),
  }),
};
