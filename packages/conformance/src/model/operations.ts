import type { DatasetsSupports, OnConflict } from '@mastra-datasets/core';
import fc from 'fast-check';

/** The content of an item; an absent field is absent. */
export interface Content {
  input: unknown;
  expectedOutput?: unknown;
  context?: Record<string, unknown>;
}

/** A change of one item; `item` and `key` pick among what there is when the change is made. */
export type Change =
  | { type: 'add'; content: Content; key?: number; onConflict?: OnConflict }
  | { type: 'update'; item: number; content: Partial<Content> & { clear?: true } }
  | { type: 'delete'; item: number };

/** One step of a sequence. Numbers pick among the datasets, items and versions there are. */
export type Operation =
  | { kind: 'createDataset' }
  | { kind: 'deleteDataset'; dataset: number }
  | { kind: 'updateDataset'; dataset: number; description: string | null }
  | { kind: 'single'; dataset: number; change: Change; expected: Expected }
  | { kind: 'batch'; dataset: number; changes: Change[]; expected: Expected; message?: string }
  | { kind: 'concurrent'; dataset: number; changes: Change[] }
  | { kind: 'tag'; dataset: number; version: number; tag: string; move: boolean }
  | { kind: 'untag'; dataset: number; tag: string }
  | { kind: 'restore'; dataset: number; version: number }
  | { kind: 'fork'; dataset: number; version: number }
  | { kind: 'purge'; dataset: number; item: number }
  | { kind: 'advanceClock'; milliseconds: number };

/** What a mutation expects to be the newest version. */
export type Expected = 'anything' | 'newest' | 'outdated';

const pick = fc.nat({ max: 999 });
const json = fc.constantFrom<unknown>(
  null,
  false,
  0,
  -1.5,
  '',
  'null',
  'text',
  '\ud800',
  [],
  {},
  [null, 'a'],
  { a: 1, b: [{}] },
);
const context = fc.constantFrom<Record<string, unknown>>({}, { a: 1 }, { b: null });
const content = fc.record(
  { input: json, expectedOutput: json, context },
  { requiredKeys: ['input'] },
);
const contentUpdate = fc.record(
  { input: json, expectedOutput: json, context, clear: fc.constant(true as const) },
  { requiredKeys: [] },
);

function changes(supports: DatasetsSupports): fc.Arbitrary<Change> {
  const add: fc.Arbitrary<Change> = fc.record({ type: fc.constant('add' as const), content });
  const keyedAdd: fc.Arbitrary<Change> = fc.record({
    type: fc.constant('add' as const),
    content,
    key: fc.nat({ max: 3 }),
    onConflict: fc.constantFrom<OnConflict>('error', 'skip', 'update', 'update'),
  });
  const update: fc.Arbitrary<Change> = fc.record({
    type: fc.constant('update' as const),
    item: pick,
    content: contentUpdate,
  });
  const remove: fc.Arbitrary<Change> = fc.record({
    type: fc.constant('delete' as const),
    item: pick,
  });
  return fc.oneof(
    { arbitrary: add, weight: 3 },
    { arbitrary: keyedAdd, weight: supports.externalIds ? 3 : 0 },
    { arbitrary: update, weight: 3 },
    { arbitrary: remove, weight: 2 },
  );
}

/** Makes any operation that a storage supports. */
export function operations(supports: DatasetsSupports): fc.Arbitrary<Operation> {
  const change = changes(supports);
  const several = fc.array(change, { minLength: 1, maxLength: 6 });
  const expected: fc.Arbitrary<Expected> = supports.batches
    ? fc.constantFrom('anything', 'anything', 'newest', 'outdated')
    : fc.constant('anything');
  const tag = fc.constantFrom('alpha', 'beta', 'Zeta', '0');
  const of = <Kind extends string>(kind: Kind) => fc.constant(kind);
  const weighted: [boolean, number, fc.Arbitrary<Operation>][] = [
    [true, 2, fc.record({ kind: of('createDataset') })],
    [true, 1, fc.record({ kind: of('deleteDataset'), dataset: pick })],
    [
      true,
      1,
      fc.record({
        kind: of('updateDataset'),
        dataset: pick,
        description: fc.constantFrom('', 'text', null),
      }),
    ],
    [true, 14, fc.record({ kind: of('single'), dataset: pick, change, expected })],
    [
      supports.batches,
      6,
      fc.record(
        {
          kind: of('batch'),
          dataset: pick,
          changes: several,
          expected,
          message: fc.constantFrom('', 'note'),
        },
        { requiredKeys: ['kind', 'dataset', 'changes', 'expected'] },
      ),
    ],
    [true, 4, fc.record({ kind: of('concurrent'), dataset: pick, changes: several })],
    [
      supports.tags,
      3,
      fc.record({ kind: of('tag'), dataset: pick, version: pick, tag, move: fc.boolean() }),
    ],
    [supports.tags, 1, fc.record({ kind: of('untag'), dataset: pick, tag })],
    [supports.restore, 2, fc.record({ kind: of('restore'), dataset: pick, version: pick })],
    [supports.fork, 1, fc.record({ kind: of('fork'), dataset: pick, version: pick })],
    [supports.purge, 1, fc.record({ kind: of('purge'), dataset: pick, item: pick })],
    [
      supports.clock,
      2,
      fc.record({ kind: of('advanceClock'), milliseconds: fc.integer({ min: -3, max: 5 }) }),
    ],
  ];
  return fc.oneof(
    ...weighted.flatMap(([on, weight, arbitrary]) => (on ? [{ weight, arbitrary }] : [])),
  );
}
