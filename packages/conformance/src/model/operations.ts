import type { DatasetsSupports, OnConflict, OnDeleted } from '@mastra-datasets/core';
import fc from 'fast-check';
import type { Notes } from './model-dataset.js';

/** The content of an item; an absent field is absent. */
export interface Content {
  input: unknown;
  expectedOutput?: unknown;
  context?: Record<string, unknown>;
  /** Sorted, without repetitions, and not empty. */
  splits?: string[];
  source?: Record<string, unknown>;
  attributes?: Record<string, unknown>;
}

/** What an update sets; `null` clears what an item may lack. */
export type ContentUpdate = {
  [Name in keyof Content]?: Content[Name] | null;
};

/** A change of one item; `item` and `key` pick among what there is when the change is made. */
export type Change =
  | {
      type: 'add';
      content: Content;
      key?: number;
      onConflict?: OnConflict;
      onDeleted?: OnDeleted;
    }
  | { type: 'update'; item: number; content: ContentUpdate; merge: Merge; seen: Seen }
  | { type: 'delete'; item: number; seen: Seen };

/** Merge patches for objects that the update does not set itself. */
export interface Merge {
  context?: Record<string, unknown> | null;
  attributes?: Record<string, unknown> | null;
}

/** Which state of its item a change expects: any, or by time or number the present or another one. */
export type Seen = 'any' | 'present' | 'presentNumber' | 'other' | 'otherNumber';

/** One step of a sequence. Numbers pick among the datasets, items and versions there are. */
export type Operation =
  | { kind: 'createDataset' }
  | { kind: 'deleteDataset'; dataset: number }
  | { kind: 'updateDataset'; dataset: number; description: string | null }
  | { kind: 'single'; dataset: number; change: Change; expected: Expected; notes: Notes }
  | { kind: 'batch'; dataset: number; changes: Change[]; expected: Expected; notes: Notes }
  | { kind: 'concurrent'; dataset: number; changes: Change[] }
  | { kind: 'tag'; dataset: number; version: number; tag: string; move: boolean }
  | { kind: 'untag'; dataset: number; tag: string }
  | { kind: 'restore'; dataset: number; version: number; notes: Notes }
  | { kind: 'fork'; dataset: number; version: number; notes: Notes }
  | { kind: 'purge'; dataset: number; item: number; notes: Notes; keep: boolean }
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
const splits = fc.constantFrom(['train'], ['hard', 'train'], ['\ue000', '\u{1f600}'].sort());
const object = fc.constantFrom<Record<string, unknown>>({}, { url: 'a' }, { tools: [{ b: null }] });

/** The fields that a storage takes beside the input of an item. */
function optionalFields({ itemFields }: DatasetsSupports) {
  const basic = { expectedOutput: json, context };
  return itemFields ? { ...basic, splits, source: object, attributes: object } : basic;
}

function contents(supports: DatasetsSupports): fc.Arbitrary<Content> {
  return fc.record({ input: json, ...optionalFields(supports) }, { requiredKeys: ['input'] });
}

function contentUpdates(supports: DatasetsSupports): fc.Arbitrary<ContentUpdate> {
  const orNone = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { freq: 3 });
  const basic = { input: json, expectedOutput: json, context: orNone(context) };
  if (!supports.itemFields) return fc.record(basic, { requiredKeys: [] });
  const fields = { splits: orNone(splits), source: orNone(object), attributes: orNone(object) };
  return fc.record({ ...basic, ...fields }, { requiredKeys: [] });
}

function merges(supports: DatasetsSupports): fc.Arbitrary<Merge> {
  if (!supports.merging) return fc.constant({});
  const patch = fc.constantFrom<Record<string, unknown> | null>(
    {},
    { a: null },
    { a: { b: 1, c: null } },
    { a: { c: [null] }, d: 'text' },
    null,
  );
  return fc.record({ context: patch, attributes: patch }, { requiredKeys: [] });
}

function changes(supports: DatasetsSupports): fc.Arbitrary<Change> {
  const content = contents(supports);
  const add: fc.Arbitrary<Change> = fc.record({ type: fc.constant('add' as const), content });
  const keyedAdd: fc.Arbitrary<Change> = fc.record({
    type: fc.constant('add' as const),
    content,
    key: fc.nat({ max: 3 }),
    onConflict: fc.constantFrom<OnConflict>(
      'error',
      'skip',
      'update',
      supports.merging ? 'merge' : 'update',
    ),
    onDeleted: fc.constantFrom<OnDeleted>('revive', 'revive', 'error'),
  });
  const seen: fc.Arbitrary<Seen> = fc.constantFrom(
    'any',
    ...(supports.conditions ? (['any', 'present', 'other'] as const) : []),
    ...(supports.conditions && supports.history ? (['presentNumber', 'otherNumber'] as const) : []),
  );
  const update: fc.Arbitrary<Change> = fc.record({
    type: fc.constant('update' as const),
    item: pick,
    content: contentUpdates(supports),
    merge: merges(supports),
    seen,
  });
  const remove: fc.Arbitrary<Change> = fc.record({
    type: fc.constant('delete' as const),
    item: pick,
    seen,
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
  const notes = fc.record(
    {
      ...(supports.authors ? { author: fc.constantFrom('ann', '李') } : {}),
      message: fc.constantFrom('', 'note'),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Notes>;
  // Batches and restorations take a message without the capability, too.
  const anyNotes: fc.Arbitrary<Notes> = supports.authors ? notes : fc.constant({});
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
    [true, 14, fc.record({ kind: of('single'), dataset: pick, change, expected, notes: anyNotes })],
    [
      supports.batches,
      6,
      fc.record({ kind: of('batch'), dataset: pick, changes: several, expected, notes }),
    ],
    [true, 4, fc.record({ kind: of('concurrent'), dataset: pick, changes: several })],
    [
      supports.tags,
      3,
      fc.record({ kind: of('tag'), dataset: pick, version: pick, tag, move: fc.boolean() }),
    ],
    [supports.tags, 1, fc.record({ kind: of('untag'), dataset: pick, tag })],
    [supports.restore, 2, fc.record({ kind: of('restore'), dataset: pick, version: pick, notes })],
    [
      supports.fork,
      1,
      fc.record({ kind: of('fork'), dataset: pick, version: pick, notes: anyNotes }),
    ],
    [
      supports.purge,
      2,
      fc.record({
        kind: of('purge'),
        dataset: pick,
        item: pick,
        notes: anyNotes,
        keep: supports.purgeInPlace ? fc.boolean() : fc.constant(false),
      }),
    ],
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
