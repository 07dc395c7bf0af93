import { z } from 'zod';
import type { Ordering, Selection } from '../finding/selection.js';
import { readWhere, type WhereQuery } from '../finding/where.js';
import { JsonNormalizer } from '../json/normalize.js';
import type { DatasetsLimits } from '../limits.js';
import type { NormalizedItemFilter } from '../storage/domains/datasets/filter.js';
import { closed } from './closed.js';
import { invalidArgument } from './invalid.js';
import { text } from './text.js';

/** How long the seed of a sample may be, in UTF-16 code units. */
const SEED_LENGTH = 1_000;

const seed = text(0, SEED_LENGTH);
/** Which end of an order comes first. */
export const direction = z.enum(['asc', 'desc']);

/** The order of items, as callers give it. */
const orderBy = closed({ field: z.enum(['createdAt', 'updatedAt']), direction });

const sample = closed({
  size: z.int().min(0).optional(),
  fraction: z.number().min(0).max(1).optional(),
  seed,
}).refine((given) => (given.size === undefined) !== (given.fraction === undefined), {
  error: 'has to have either a size or a fraction',
});

const shard = closed({
  index: z.int().min(0),
  count: z.int().min(1),
  seed: seed.optional(),
}).refine((given) => given.index < given.count, {
  error: 'has an index that is not below its count',
  path: ['index'],
});

/** The options that pick some of the items that match. */
export const selectionShape = {
  sample: sample.optional(),
  shard: shard.optional(),
};

/** The options that put items in order. */
export const orderShape = {
  order: z.enum(['newest', 'oldest', 'shuffled']).optional(),
  orderBy: orderBy.optional(),
  seed: seed.optional(),
};

interface GivenOrder {
  readonly order?: 'newest' | 'oldest' | 'shuffled' | undefined;
  readonly orderBy?: z.output<typeof orderBy> | undefined;
  readonly seed?: string | undefined;
}

interface GivenSelection extends GivenOrder {
  readonly sample?: z.output<typeof sample> | undefined;
  readonly shard?: z.output<typeof shard> | undefined;
}

/** Reads which items are meant. Throws `INVALID_ARGUMENT` for options that contradict each other. */
function readSelection(given: GivenSelection): Selection {
  return {
    sample: readSample(given),
    shard: given.shard === undefined ? null : { ...given.shard, seed: given.shard.seed ?? '' },
    ordering: readOrdering(given),
  };
}

function readSample({ sample: given }: GivenSelection): Selection['sample'] {
  if (given === undefined) return null;
  if (given.size !== undefined) return { seed: given.seed, size: given.size };
  return { seed: given.seed, fraction: given.fraction ?? 0 };
}

function readOrdering({
  order,
  orderBy: given,
  seed: seedOfOrder,
  sample: sampled,
}: GivenSelection) {
  if (order !== undefined && given !== undefined) {
    throw invalidArgument('orderBy', 'cannot be given beside order');
  }
  if (seedOfOrder !== undefined && order !== 'shuffled') {
    throw invalidArgument(
      'seed',
      "belongs to the order 'shuffled'; a sample has a seed of its own",
    );
  }
  const ordering: Ordering =
    order === 'shuffled'
      ? { by: 'rank', seed: seedOfOrder ?? sampled?.seed ?? '' }
      : {
          by: given?.field ?? 'createdAt',
          direction: given?.direction ?? (order === 'oldest' ? 'asc' : 'desc'),
        };
  return ordering;
}

interface GivenFilter {
  readonly search?: string | undefined;
  readonly context?: unknown;
  readonly ids?: readonly string[] | undefined;
  readonly where?: unknown;
  readonly splits?: readonly string[] | undefined;
}

/** Reads the conditions that items have to meet. */
export function readFilter(given: GivenFilter, limits: DatasetsLimits): NormalizedItemFilter {
  const where: WhereQuery | undefined =
    given.where === undefined ? undefined : readWhere(given.where, 'where', limits);
  return {
    search: given.search,
    context: new JsonNormalizer(limits).normalizeObject(given.context, 'context'),
    ids: given.ids,
    where,
    splits: given.splits,
  };
}

/** Reads which items are meant, and in which order. */
export function readItemQuery(given: GivenFilter & GivenSelection, limits: DatasetsLimits) {
  return { filter: readFilter(given, limits), selection: readSelection(given) };
}
