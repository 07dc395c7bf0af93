import fc from 'fast-check';
import type { Method } from '../traits/methods.js';
import { hostileValues, type KnownIds } from './values.js';

/** Elements of the lists that batches take, valid but for what is replaced in them. */
function elements(name: Method['name'], ids: KnownIds): fc.Arbitrary<unknown> | null {
  const hostile = hostileValues(ids);
  const id = fc.oneof(fc.constantFrom(...ids.itemIds, ...ids.otherItemIds), hostile);
  const content = {
    input: hostile,
    expectedOutput: hostile,
    context: hostile,
    splits: hostile,
    source: hostile,
    attributes: hostile,
  };
  const addition = fc.record({ ...content, externalId: hostile }, { requiredKeys: ['input'] });
  const update = fc.record({ id, ...content }, { requiredKeys: ['id'] });
  switch (name) {
    case 'addItems':
    case 'importItems':
      return addition;
    case 'updateItems':
      return update;
    case 'applyChanges':
      return fc.oneof(
        addition.map((item) => ({ type: 'add', ...item })),
        update.map((item) => ({ type: 'update', ...item })),
        id.map((deleted) => ({ type: 'delete', id: deleted })),
      );
    default:
      return null;
  }
}

/** Replaces some fields of valid arguments by others. */
function spoiled(method: Method, ids: KnownIds): fc.Arbitrary<Record<string, unknown>> {
  const hostile = hostileValues(ids);
  const required = fc.constantFrom(...method.required);
  const optional = Object.keys(method.optional);
  // As often a required field as any other, however many others there are.
  const field = optional.length === 0 ? required : fc.oneof(required, fc.constantFrom(...optional));
  const [id = ''] = ids.itemIds;
  const list = elements(method.name, ids);
  const element =
    list === null
      ? fc.constant({})
      : fc
          .array(list, { maxLength: 4 })
          .map((items) => (method.name === 'applyChanges' ? { changes: items } : { items }));
  return fc
    .tuple(
      fc.dictionary(field, hostile, { maxKeys: 2 }),
      // Seldom, as most of these are refused for the unknown key alone.
      fc.oneof(
        { weight: 4, arbitrary: fc.constant({}) },
        {
          weight: 1,
          arbitrary: fc.dictionary(fc.constantFrom('extra', '__proto__', 'toString'), hostile, {
            maxKeys: 1,
          }),
        },
      ),
      element,
    )
    .map(([replaced, extra, batch]) => ({
      ...method.valid({ datasetId: ids.datasetId, id }),
      ...batch,
      ...replaced,
      ...extra,
    }));
}

/** Arguments for a method: valid ones with hostile parts, or anything at all. */
export function hostileArguments(method: Method, ids: KnownIds): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 9, arbitrary: spoiled(method, ids) },
    { weight: 1, arbitrary: hostileValues(ids) },
  );
}
