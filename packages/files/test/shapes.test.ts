import { describe, expect, it } from 'vitest';
import type { NewDatasetItem } from '@mastra-datasets/core';
import { itemOfRow } from '../src/mapping/plan.js';
import { prepareFile } from '../src/import/prepare.js';
import { STRICT } from '../src/json/read.js';
import { fileOf } from './support/file-of.js';

/** What an import makes of a file, without a store. */
async function readAs(
  name: string,
  content: string,
  from?: string,
): Promise<{ shape: string | null; items: NewDatasetItem[] }> {
  const values = { infer: false, python: false, lists: new Map<string, string>(), reading: STRICT };
  const ask = () => Promise.reject(new Error('nothing is to be asked'));
  const options = { quotes: true, columns: {}, values, from, ask };
  const { plan, source } = await prepareFile(fileOf(name, content), options);
  const items: NewDatasetItem[] = [];
  for await (const row of source.rows) items.push(itemOfRow(plan, row));
  return { shape: plan.shape, items };
}

const json = (value: unknown) => JSON.stringify(value);
const lines = (...rows: readonly unknown[]) => rows.map(json).join('\n');

type Case = [title: string, shape: string | null, file: string, content: string, items: unknown[]];

const CASES: Case[] = [
  [
    'tests of promptfoo in CSV, with several assertions and lists of metadata',
    'promptfoo',
    'tests.csv',
    'animal,__expected1,__expected2,__description,__metadata:kind,__metadata:tags[],__threshold\n' +
      'otter,contains: fur,"equals: wet, soft",swims,mammal,"river,sea\\, deep",0.5\n' +
      'heron,contains: wing,,,bird,,\n',
    [
      {
        input: { animal: 'otter' },
        expectedOutput: ['contains: fur', 'equals: wet, soft'],
        context: {
          description: 'swims',
          kind: 'mammal',
          tags: ['river', 'sea, deep'],
          __threshold: '0.5',
        },
      },
      { input: { animal: 'heron' }, expectedOutput: 'contains: wing', context: { kind: 'bird' } },
    ],
  ],
  [
    'a configuration of promptfoo in YAML',
    'promptfoo',
    'promptfooconfig.yaml',
    `prompts: ['Say {{word}}']
providers: [{ id: echo }]
tests:
  - vars: { word: tide }
    assert:
      - { type: contains, value: tide }
      - { type: is-json }
    metadata: { level: 1 }
  - vars: { word: ebb }
    threshold: 0.5
`,
    [
      {
        input: { word: 'tide' },
        expectedOutput: [{ type: 'contains', value: 'tide' }, { type: 'is-json' }],
        context: { level: 1 },
      },
      { input: { word: 'ebb' }, context: { threshold: 0.5 } },
    ],
  ],
  [
    'tests of promptfoo in JSON Lines',
    'promptfoo',
    'tests.jsonl',
    lines({ vars: { x: 1 }, assert: [{ type: 'equals', value: '2' }], description: 'one' }),
    [
      {
        input: { x: 1 },
        expectedOutput: { type: 'equals', value: '2' },
        context: { description: 'one' },
      },
    ],
  ],
  [
    'samples of OpenAI evals, with one ideal answer or several',
    'openai-evals',
    'samples.jsonl',
    lines(
      { input: [{ role: 'user', content: 'Hi' }], ideal: 'Hello' },
      { input: 'Bye', ideal: ['a', 'b'], tag: 1 },
    ),
    [
      { input: [{ role: 'user', content: 'Hi' }], expectedOutput: 'Hello' },
      { input: 'Bye', expectedOutput: ['a', 'b'], context: { tag: 1 } },
    ],
  ],
  [
    'samples of Inspect in CSV, whose lists are JSON',
    'inspect',
    'samples.csv',
    'id,input,choices,target,metadata\n7,Which floats?,"[""cork"",""iron""]",A,"{""level"": 2}"\n',
    [
      {
        externalId: '7',
        input: 'Which floats?',
        expectedOutput: 'A',
        context: { choices: ['cork', 'iron'], level: 2 },
      },
    ],
  ],
  [
    'a page of Langfuse, whose nulls are no values',
    'langfuse',
    'page.json',
    json({
      data: [
        {
          id: 'a',
          status: 'ARCHIVED',
          input: 'q',
          expectedOutput: null,
          metadata: null,
          sourceTraceId: null,
          sourceObservationId: 'o-1',
          datasetName: 'd',
        },
      ],
      meta: { page: 1 },
    }),
    [
      {
        externalId: 'a',
        input: 'q',
        source: { type: 'langfuse', status: 'ARCHIVED', spanId: 'o-1', datasetName: 'd' },
      },
    ],
  ],
  [
    'an export of Langfuse in CSV, with JSON in cells',
    'langfuse',
    'items.csv',
    'id,input,expectedOutput,metadata,sourceTraceId,sourceObservationId\n' +
      'a,"{""text"":""hi""}","[1,2]",,t-1,\nb,plain,plain too,"{""lang"":""en""}",,\n',
    [
      {
        externalId: 'a',
        input: { text: 'hi' },
        expectedOutput: [1, 2],
        source: { type: 'langfuse', traceId: 't-1' },
      },
      { externalId: 'b', input: 'plain', expectedOutput: 'plain too', context: { lang: 'en' } },
    ],
  ],
  [
    'examples of LangSmith, whose splits stand in the metadata',
    'langsmith',
    'examples.json',
    json([
      { id: 'e', inputs: { q: 1 }, outputs: null, metadata: { dataset_split: 'base', unit: 'm' } },
      { id: 'f', inputs: { q: 2 }, outputs: { a: 3 }, metadata: null, source_run_id: 'r' },
    ]),
    [
      { externalId: 'e', input: { q: 1 }, context: { unit: 'm' }, splits: ['base'] },
      {
        externalId: 'f',
        input: { q: 2 },
        expectedOutput: { a: 3 },
        source: { type: 'langsmith', traceId: 'r' },
      },
    ],
  ],
  [
    'a page of Phoenix',
    'phoenix',
    'examples.json',
    json({
      data: {
        dataset_id: 'd',
        examples: [
          { id: 'x', input: { q: 'a' }, output: { a: 'b' }, metadata: { k: 1 }, updated_at: 't' },
        ],
      },
    }),
    [
      {
        externalId: 'x',
        input: { q: 'a' },
        expectedOutput: { a: 'b' },
        context: { k: 1 },
        source: { type: 'phoenix', updatedAt: 't' },
      },
    ],
  ],
  [
    'CSV of Phoenix, where pandas wrote lists',
    'phoenix',
    'examples.csv',
    `example_id,input_messages,output_text,metadata_ok\nx,"[{'role': 'user', 'content': ""it's""}]",yes,True\n`,
    [
      {
        externalId: 'x',
        input: { messages: [{ role: 'user', content: "it's" }] },
        expectedOutput: { text: 'yes' },
        context: { ok: 'True' },
      },
    ],
  ],
  [
    'goldens of DeepEval in CSV',
    'deepeval',
    'goldens.csv',
    'input,actual_output,expected_output,retrieval_context,context,additional_metadata\n' +
      'Open?,,No,one|two,rule,"{""p"": 1}"\n',
    [
      {
        input: 'Open?',
        expectedOutput: 'No',
        context: { retrieval_context: ['one', 'two'], context: ['rule'], p: 1 },
      },
    ],
  ],
  [
    'goldens of conversations of DeepEval',
    'deepeval',
    'goldens.json',
    json([
      {
        scenario: 'A guest asks',
        expected_outcome: 'is helped',
        turns: null,
        user_description: 'tired',
      },
    ]),
    [
      {
        input: 'A guest asks',
        expectedOutput: 'is helped',
        context: { user_description: 'tired' },
      },
    ],
  ],
  [
    'samples of Ragas in JSON Lines',
    'ragas',
    'samples.jsonl',
    lines({ user_input: 'q', reference: 'r', response: 'x', retrieved_contexts: ['c'] }),
    [{ input: 'q', expectedOutput: 'r', context: { response: 'x', retrieved_contexts: ['c'] } }],
  ],
  [
    'samples of the first releases of Ragas, as pandas writes them',
    'ragas',
    'samples.csv',
    `,question,contexts,answer,ground_truth\n0,q,"['a, b', ""it's""]",x,g\n1,r,[],y,h\n`,
    [
      { input: 'q', expectedOutput: 'g', context: { contexts: ['a, b', "it's"], answer: 'x' } },
      { input: 'r', expectedOutput: 'h', context: { contexts: [], answer: 'y' } },
    ],
  ],
  [
    'questions of MT-Bench without a reference',
    'mt-bench',
    'question.jsonl',
    lines({ question_id: 5, category: 'roleplay', turns: ['a', 'b'] }),
    [{ externalId: '5', input: ['a', 'b'], context: { category: 'roleplay' } }],
  ],
  [
    'instructions of Alpaca in CSV, where an empty input is none',
    'alpaca',
    'alpaca.csv',
    'instruction,input,output\nSort.,"b, a","a, b"\nGreet.,,Hello\n',
    [
      { input: { instruction: 'Sort.', input: 'b, a' }, expectedOutput: 'a, b' },
      { input: { instruction: 'Greet.' }, expectedOutput: 'Hello' },
    ],
  ],
  [
    'instructions without inputs, by their names alone',
    null,
    'alpaca.jsonl',
    lines({ instruction: 'Greet.', output: 'Hello' }),
    [{ input: 'Greet.', expectedOutput: 'Hello' }],
  ],
  [
    'a page of rows of the Hugging Face Hub',
    'huggingface',
    'rows.json',
    json({
      features: [{ feature_idx: 0, name: 'prompt' }],
      rows: [
        { row_idx: 9, row: { prompt: 'p', completion: 'c', split: 'dev' }, truncated_cells: [] },
      ],
      num_rows_total: 1,
    }),
    [
      {
        input: 'p',
        expectedOutput: 'c',
        splits: ['dev'],
        source: { type: 'huggingface', row: 9 },
      },
    ],
  ],
  [
    'a task of BIG-bench with scores of choices',
    'bigbench',
    'task.json',
    json({
      name: 't',
      examples: [
        { input: 'q', target_scores: { yes: 1, no: 0 } },
        { input: 'r', target: ['a'], target_scores: { a: 1 }, comment: 'c' },
      ],
      metrics: ['m'],
    }),
    [
      { input: 'q', expectedOutput: { yes: 1, no: 0 } },
      { input: 'r', expectedOutput: ['a'], context: { target_scores: { a: 1 }, comment: 'c' } },
    ],
  ],
  [
    'a page of items of Mastra',
    'mastra',
    'items.json',
    json({
      items: [
        {
          id: 'i',
          datasetId: 'd',
          input: { q: 1 },
          groundTruth: 'g',
          requestContext: null,
          metadata: { k: 1 },
          source: { type: 'trace', referenceId: 't' },
        },
      ],
      pagination: { page: 0 },
    }),
    [
      {
        externalId: 'i',
        input: { q: 1 },
        expectedOutput: 'g',
        context: { k: 1 },
        source: { datasetId: 'd', type: 'trace', referenceId: 't' },
      },
    ],
  ],
  [
    'questions with three choices and no names',
    'multiple-choice',
    'test.csv',
    '"Is ice warm, or cold?",warm,cold,neither,B\nIs fog dry?,yes,no,never,C\n',
    [
      {
        input: { question: 'Is ice warm, or cold?', choices: ['warm', 'cold', 'neither'] },
        expectedOutput: 'B',
      },
      { input: { question: 'Is fog dry?', choices: ['yes', 'no', 'never'] }, expectedOutput: 'C' },
    ],
  ],
  [
    'the same questions with names',
    null,
    'test.csv',
    'question,A,B,C,answer\nIs fog dry?,yes,no,never,B\n',
    [{ input: 'Is fog dry?', expectedOutput: 'B', context: { A: 'yes', B: 'no', C: 'never' } }],
  ],
  [
    'one object a line, in a file that is called JSON',
    null,
    'cases.json',
    lines(
      { problem: 'p', solution: 's', answer: 'a' },
      { problem: 'q', solution: 't', answer: 'b' },
    ),
    [
      { input: 'p', expectedOutput: 'a', context: { solution: 's' } },
      { input: 'q', expectedOutput: 'b', context: { solution: 't' } },
    ],
  ],
];

describe('a file of a known shape comes in by itself:', () => {
  it.each(CASES)('%s', async (_title, shape, file, content, items) => {
    expect(await readAs(file, content)).toEqual({ shape, items });
    if (shape !== null) expect(await readAs(file, content, shape)).toEqual({ shape, items });
  });
});

describe('a shape that is named', () => {
  it('takes files that are not known by themselves', async () => {
    const row = { prompt: ['a', 'b'], prompt_id: 3, reference: [] };
    expect(await readAs('a.jsonl', lines(row), 'mt-bench')).toEqual({
      shape: 'mt-bench',
      items: [{ externalId: '3', input: ['a', 'b'] }],
    });
    expect(await readAs('a.csv', 'city,river\nUlm,Danube\n', 'promptfoo')).toMatchObject({
      items: [{ input: { city: 'Ulm', river: 'Danube' } }],
    });
  });

  it.each([
    ['langsmith', 'a.csv', 'question,answer\na,b\n'],
    ['huggingface', 'a.jsonl', '{"question":"a"}'],
    ['bigbench', 'a.json', '[{"question":"a"}]'],
  ])('%s refuses a file of another', async (from, file, content) => {
    await expect(readAs(file, content, from)).rejects.toThrow(`This is not ${from}, which has`);
  });
});

it('a page of the Hub with cells that it has cut refuses those rows', async () => {
  const row = { row_idx: 0, row: { question: 'lo' }, truncated_cells: ['question'] };
  const values = { infer: false, python: false, lists: new Map<string, string>(), reading: STRICT };
  const options = { quotes: true, columns: {}, values, ask: () => Promise.reject(new Error('no')) };
  const { source } = await prepareFile(fileOf('a.json', json({ rows: [row] })), options);
  const problems: unknown[] = [];
  for await (const { problem } of source.rows) problems.push(problem);
  expect(problems).toEqual(['the page has only a part of question (truncated_cells)']);
});
