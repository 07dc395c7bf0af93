import type { VersionedDatasetsStorage } from '@mastra-datasets/core';

/** A small dataset of questions, with what an item can have. */
export async function makeQuestions(storage: VersionedDatasetsStorage) {
  const dataset = await storage.createDataset({
    name: 'Capitals',
    expectedOutputSchema: { type: 'string', minLength: 2 },
  });
  const { id: datasetId } = dataset;
  const items = await storage.addItems({
    datasetId,
    author: 'Ann',
    message: 'First questions',
    items: [
      {
        externalId: 'fr',
        input: 'What is the capital of France?',
        expectedOutput: 'Lyon',
        splits: ['test'],
        context: { topic: 'geography' },
      },
      { externalId: 'jp', input: 'What is the capital of Japan?', expectedOutput: 'Kyoto' },
      {
        externalId: 'chat',
        input: [
          { role: 'system', content: 'Answer in **one** word.' },
          { role: 'user', content: 'And the capital of Peru?\n\n- name only\n- no sentence' },
          {
            role: 'assistant',
            content: '',
            tool_calls: [{ name: 'atlas', arguments: { q: 'Peru' } }],
          },
        ],
        expectedOutput: '## Lima\n\n```sql\nselect name from capitals\n```',
        attributes: { toolMocks: [{ tool: 'atlas', output: 'Lima' }] },
        source: { type: 'trace', traceId: 't1' },
      },
    ],
  });
  const idOf = (externalId: string) =>
    items.find((item) => item.externalId === externalId)?.id ?? '';
  return { datasetId, idOf };
}
