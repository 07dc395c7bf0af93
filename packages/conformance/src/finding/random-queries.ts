import type { ItemWhere, NewDatasetItem } from '@mastra-datasets/core';
import fc from 'fast-check';

/** Few values, so that queries meet some items and not others. */
const scalar = fc.constantFrom('a', 'b', 'B', '', 'é', 0, 1, 2, -1, 1.5, true, false, null);
const leaf = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
const key = fc.constantFrom('x', 'y', 'constructor');
const flat = fc.dictionary(key, scalar, { maxKeys: 2, noNullPrototype: true });
const object = fc.dictionary(key, fc.oneof(leaf, flat, fc.array(flat, { maxLength: 2 })), {
  maxKeys: 3,
  noNullPrototype: true,
});
const document = fc.oneof(leaf, object, fc.array(flat, { maxLength: 2 }));
const split = fc.constantFrom('train', 'test', 'hard');

/** Items whose fields vary as much as they can. */
export const randomItem: fc.Arbitrary<NewDatasetItem> = fc.record(
  {
    input: document,
    expectedOutput: document,
    context: object,
    splits: fc.array(split, { maxLength: 3 }),
    source: object,
    attributes: object,
  },
  { requiredKeys: ['input'] },
);

const path = fc
  .tuple(
    fc.constantFrom('input', 'expectedOutput', 'context', 'source', 'attributes'),
    fc.constantFrom('', '.x', '.y', '.x.y', '.constructor', '.0', '.0.x', '.toString'),
  )
  .map(([field, rest]) => `${field}${rest}`);

const value = fc.oneof(scalar, leaf, flat);
const bound = fc.constantFrom('a', 'b', 0, 1, 2, true, false);
const values = fc.array(value, { maxLength: 3 });
const judgement = fc.oneof(
  fc.record({ $eq: value }),
  fc.record({ $ne: value }),
  fc.record({ $gt: bound }),
  fc.record({ $gte: bound }),
  fc.record({ $lt: bound }),
  fc.record({ $lte: bound }),
  fc.record({ $gte: bound, $lt: bound }),
  fc.record({ $in: values }),
  fc.record({ $nin: values }),
  fc.record({ $all: values }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $size: fc.nat({ max: 3 }) }),
);
const operators: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  judgement,
  fc.record({ $not: judgement }),
  fc.record({
    $elemMatch: fc.oneof(judgement, fc.record({ x: value }), fc.record({ x: judgement })),
  }),
);

/** Times are compared with bounds among which those of the items are. */
function timeCondition(times: readonly Date[]): fc.Arbitrary<ItemWhere> {
  const time = fc.constantFrom(...times);
  const field = fc.constantFrom('createdAt', 'updatedAt', 'version');
  const condition = fc.oneof(
    fc.record({ $gt: time }),
    fc.record({ $lte: time.map((date) => date.toISOString()) }),
    fc.record({ $in: fc.array(time, { maxLength: 2 }) }),
  );
  return fc.tuple(field, condition).map(([name, given]) => ({ [name]: given }));
}

/** Queries on items of {@link randomItem} that were made at these times. */
export function randomQuery(times: readonly Date[]): fc.Arbitrary<ItemWhere> {
  const splits = fc.oneof(split, fc.record({ $in: fc.array(split, { maxLength: 2 }) }));
  const condition: fc.Arbitrary<ItemWhere> = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(path, operators).map(([name, given]) => ({ [name]: given })) },
    { weight: 3, arbitrary: fc.tuple(path, value).map(([name, given]) => ({ [name]: given })) },
    { weight: 1, arbitrary: splits.map((given) => ({ splits: given })) },
    { weight: 1, arbitrary: timeCondition(times) },
  );
  const several = fc.array(condition, { minLength: 1, maxLength: 3 });
  const combination: fc.Arbitrary<ItemWhere> = fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), several)
    .map(([name, parts]) => ({ [name]: parts }));
  return fc.oneof(
    { weight: 3, arbitrary: condition },
    { weight: 1, arbitrary: combination },
    {
      weight: 1,
      arbitrary: fc.tuple(condition, combination).map(([one, other]) => ({ ...one, ...other })),
    },
  );
}
