import { LIMITS, type DatasetsLimits } from '../limits.js';
import { createDatasetArguments } from './datasets.js';
import { createItemArguments } from './items.js';
import { createShapes } from './shapes.js';
import { createVersionArguments } from './versions.js';

function createArguments(limits: DatasetsLimits) {
  const shapes = createShapes(limits);
  return {
    datasets: createDatasetArguments(shapes, limits),
    items: createItemArguments(shapes, limits),
    versions: createVersionArguments(shapes),
  };
}

/** The functions that check the arguments of every method within some limits. */
export type DatasetsArguments = ReturnType<typeof createArguments>;

const ARGUMENTS = createArguments(LIMITS);

/** Checks arguments within {@link LIMITS}, for adapters that have no limits of their own. */
export const {
  datasets: datasetArguments,
  items: itemArguments,
  versions: versionArguments,
} = ARGUMENTS;

/** Gives the functions that check arguments within some limits. */
export function argumentsWithin(limits: DatasetsLimits): DatasetsArguments {
  return limits === LIMITS ? ARGUMENTS : createArguments(limits);
}
