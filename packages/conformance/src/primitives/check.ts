import type { DatasetsPrimitives } from '@mastra-datasets/core';

/** Gives the initialised primitives of a fresh, empty storage. */
export type OpenPrimitives = () => Promise<DatasetsPrimitives>;

/** Something that primitives owe, under the name that the report gives it. */
export interface PrimitivesCheck {
  readonly name: string;
  readonly run: (open: OpenPrimitives) => Promise<void>;
}

/** The checks of one topic. */
export interface PrimitivesTopic {
  readonly topic: string;
  readonly checks: readonly PrimitivesCheck[];
}

/** Makes a check that runs on a storage of its own. */
export function check(
  name: string,
  run: (primitives: DatasetsPrimitives) => Promise<void>,
): PrimitivesCheck {
  return { name, run: async (open) => run(await open()) };
}
