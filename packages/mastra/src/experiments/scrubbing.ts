import type { ExperimentResult, ExperimentsStorage } from '@mastra/core/storage';
import { callersFault } from '../failures/translate.js';
import { without } from '../members.js';

const ALL = { page: 0, perPage: false } as const;

/** What a result keeps of an item whose content was removed. */
export const SCRUBBED = {
  input: null,
  output: null,
  groundTruth: null,
  error: null,
  toolMockReport: null,
  tags: null,
} as const;

/** Removes what the results of a dataset's experiments hold of an item. */
export async function scrubResults(
  experiments: ExperimentsStorage,
  item: { readonly id: string; readonly datasetId: string },
  metadata: Record<string, unknown>,
): Promise<void> {
  const { datasetId } = item;
  const found = await experiments.listExperiments({ datasetId, pagination: ALL });
  for (const { id: experimentId } of found.experiments) {
    const { results } = await experiments.listExperimentResults({ experimentId, pagination: ALL });
    for (const result of results) {
      if (result.itemId === item.id) await scrubResult(experiments, result, metadata);
    }
  }
}

/** Removes the content of a result, and keeps what the experiment did and when. */
export async function scrubResult(
  experiments: ExperimentsStorage,
  result: ExperimentResult,
  metadata: Record<string, unknown>,
): Promise<ExperimentResult> {
  const { id } = result;
  const kept = without(result, 'id', 'createdAt', 'comment');
  const scrubbed = await experiments.upsertExperimentResult({ ...kept, ...SCRUBBED, metadata });
  if (scrubbed.id !== id) {
    // Mastra names a result by experiment, item and attempt: another one has the same name.
    throw callersFault(
      'EXPERIMENT_RESULT_NOT_SCRUBBED',
      `The result ${id} cannot be scrubbed: ${scrubbed.id} stands for the same item and attempt.`,
      { resultId: id },
    );
  }
  return experiments.updateExperimentResult({ id, tags: null, comment: null });
}
