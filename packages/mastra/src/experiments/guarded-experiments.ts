import type {
  AddExperimentResultInput,
  ExperimentResult,
  ExperimentsStorage,
  UpdateExperimentResultInput,
  UpsertExperimentResultInput,
} from '@mastra/core/storage';
import { scrubResult, SCRUBBED } from './scrubbing.js';

/** Gives the metadata that mark an item as purged; `null` for an item that was not. */
export type FindPurgeMark = (itemId: string) => Promise<Record<string, unknown> | null>;

type ResultMethods = Pick<
  ExperimentsStorage,
  'addExperimentResult' | 'upsertExperimentResult' | 'updateExperimentResult' | 'init'
>;

/**
 * Gives a domain of experiments whose results hold nothing of items that were purged, also where an
 * experiment that was under way then reports them later. Everything else is the domain's own, with
 * whatever a newer framework has.
 */
export function guardExperiments(
  experiments: ExperimentsStorage,
  findPurgeMark: FindPurgeMark,
): ExperimentsStorage {
  const methods = resultMethods(experiments, findPurgeMark);
  const isGuarded = (name: string | symbol): name is keyof ResultMethods =>
    Object.hasOwn(methods, name);
  return new Proxy(experiments, {
    get(target, name): unknown {
      if (isGuarded(name)) return methods[name];
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || name === 'constructor') return value;
      // A domain may have private members, which a proxy has not.
      return (...parameters: unknown[]): unknown => Reflect.apply(value, target, parameters);
    },
  });
}

function resultMethods(
  experiments: ExperimentsStorage,
  findPurgeMark: FindPurgeMark,
): ResultMethods {
  /** A purge that comes after the look at the item, and before the result is there, misses it. */
  const afterwards = async (result: ExperimentResult): Promise<ExperimentResult> => {
    const mark = await findPurgeMark(result.itemId);
    return mark === null ? result : scrubResult(experiments, result, mark);
  };
  return {
    // The store that the domain is of makes it ready.
    init: () => Promise.resolve(),

    async addExperimentResult(input: AddExperimentResultInput) {
      const metadata = await findPurgeMark(input.itemId);
      if (metadata === null) return afterwards(await experiments.addExperimentResult(input));
      return experiments.addExperimentResult({ ...input, ...SCRUBBED, metadata });
    },

    async upsertExperimentResult(input: UpsertExperimentResultInput) {
      const metadata = await findPurgeMark(input.itemId);
      if (metadata === null) return afterwards(await experiments.upsertExperimentResult(input));
      return experiments.upsertExperimentResult({ ...input, ...SCRUBBED, metadata });
    },

    async updateExperimentResult(input: UpdateExperimentResultInput) {
      const result = await experiments.updateExperimentResult(input);
      const mark = await findPurgeMark(result.itemId);
      if (mark === null) return result;
      return experiments.updateExperimentResult({ id: result.id, tags: null, comment: null });
    },
  };
}
