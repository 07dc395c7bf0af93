import { Agent } from '@mastra/core/agent';
import { createScorer } from '@mastra/core/evals';
import { createMockModel } from '@mastra/core/test-utils/llm-mock';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';

/** Doubles a number. */
export function doublingWorkflow() {
  const step = createStep({
    id: 'double',
    inputSchema: z.object({ number: z.number() }),
    outputSchema: z.object({ number: z.number() }),
    execute: ({ inputData }) => Promise.resolve({ number: inputData.number * 2 }),
  });
  return createWorkflow({
    id: 'doubling',
    inputSchema: z.object({ number: z.number() }),
    outputSchema: z.object({ number: z.number() }),
  })
    .then(step)
    .commit();
}

/** Answers everything with one text, by a model that asks nobody. */
export function constantAgent(mockText: string) {
  const model = createMockModel({ mockText, version: 'v2' });
  if (model.specificationVersion !== 'v2') throw new Error('Another model was expected.');
  return new Agent({ id: 'constant', name: 'constant', instructions: 'Answer.', model });
}

/** Gives a constant, to see which scorer was asked. */
export function constantScorer(id: string, score: number) {
  return createScorer({ id, description: id }).generateScore(() => score);
}

/** Gives 1 where the output equals the ground truth. */
export function equalityScorer() {
  return createScorer({ id: 'equal', description: 'Equality' }).generateScore(({ run }) =>
    JSON.stringify(run.output) === JSON.stringify(run.groundTruth) ? 1 : 0,
  );
}
