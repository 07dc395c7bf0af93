import { describe, expect, it } from 'vitest';
import type { DatasetItem } from '../page/src/api/wire.js';
import { conflictOf, rebase } from '../page/src/draft/conflicts.js';
import {
  additionOf,
  requestOf,
  withContent,
  withText,
  type DraftChange,
} from '../page/src/draft/draft.js';
import { readField, writeField } from '../page/src/draft/fields.js';
import { messagesOf } from '../page/src/screens/item/messages.js';

const item: DatasetItem = {
  ...{ id: 'a', datasetId: 'd', version: '2026-01-01T00:00:00.000Z', versionNumber: 1 },
  ...{ input: 'France?', expectedOutput: 'Lyon', context: { topic: 'capitals' } },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' },
};

/** What an item became in a later version. */
function later(fields: Partial<DatasetItem>): DatasetItem {
  return { ...item, ...fields, version: '2026-01-02T00:00:00.000Z', versionNumber: 2 };
}

function typed(name: 'input' | 'expectedOutput' | 'context', text: string): DraftChange {
  const kind = name === 'context' ? 'json' : 'text';
  const change = withText(undefined, item, name, { kind, text });
  if (change === null) throw new Error('Nothing was changed.');
  return change;
}

describe('the text of a field', () => {
  it.each(['', 'a "text"\n', 0, null, false, [], { a: [1, { b: null }] }])(
    'says what the value says: %j',
    (value) => {
      expect(readField('input', writeField(value))).toEqual({ value });
    },
  );

  it('that is nested deeply is written without indentation', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 1_000; level += 1) deep = [deep];
    const { text } = writeField(deep);
    expect(text).toHaveLength(2_001);
    expect(readField('input', { kind: 'json', text })).toEqual({ value: deep });
  });

  it.each([
    ['input', '{"a":1,}', 'no JSON'],
    ['input', '{"a":1,"a":2}', 'second time'],
    ['input', '12345678901234567890', 'cannot hold'],
    ['context', '[]', 'JSON object'],
  ] as const)('that would be another value is refused: %s %s', (name, text, problem) => {
    expect(readField(name, { kind: 'json', text })).toMatchObject({
      problem: expect.stringContaining(problem) as string,
    });
  });
});

describe('a change', () => {
  it('sends only the fields that differ, and is none when they do not', () => {
    const change = typed('expectedOutput', 'Paris');
    expect(requestOf(change)).toEqual({
      request: { type: 'update', id: 'a', expectedItemVersion: 1, expectedOutput: 'Paris' },
    });
    expect(withText(change, item, 'expectedOutput', { kind: 'text', text: 'Lyon' })).toBeNull();
    const cleared = withText(change, item, 'context', { kind: 'none', text: '{}' });
    expect(cleared === null ? null : requestOf(cleared)).toMatchObject({
      request: { context: null, expectedOutput: 'Paris' },
    });
  });

  it('that cannot be sent yet says why', () => {
    expect(requestOf(typed('context', '{'))).toMatchObject({ problems: [{ name: 'context' }] });
  });

  it('of a new item has the fields that were filled in', () => {
    expect(requestOf(additionOf('new-1', item))).toEqual({
      request: {
        ...{ type: 'add', input: 'France?', expectedOutput: 'Lyon' },
        context: { topic: 'capitals' },
      },
    });
  });

  it('gives back what an earlier state had', () => {
    const { id, datasetId, version, createdAt, updatedAt } = item;
    const old = { id, datasetId, version, createdAt, updatedAt, input: 'Old?' };
    const change = withContent(item, old);
    // An expected output cannot go away again.
    expect(change === null ? null : requestOf(change)).toEqual({
      request: {
        ...{ type: 'update', id: 'a', expectedItemVersion: 1 },
        ...{ input: 'Old?', expectedOutput: null, context: null },
      },
    });
    expect(withContent(item, item)).toBeNull();
  });
});

describe('a conflict', () => {
  it('is none while nobody else changed the item', () => {
    expect(conflictOf(typed('input', 'x'), item)).toBeNull();
  });

  it('is about the fields that both gave another value', () => {
    const change = typed('expectedOutput', 'Paris');
    const theirs = later({ expectedOutput: 'Nice', input: 'Which?' });
    expect(conflictOf(change, theirs)).toEqual({ theirs, fields: ['expectedOutput'] });
    expect(requestOf(rebase(change, theirs, []) ?? change)).toEqual({
      request: { type: 'update', id: 'a', expectedItemVersion: 2, expectedOutput: 'Paris' },
    });
    expect(rebase(change, theirs, ['expectedOutput'])).toBeNull();
  });

  it('is about no field where both agree, or changed different ones', () => {
    const change = typed('context', '{ "topic": "cities" }');
    const same = later({ context: { topic: 'cities' } });
    expect(conflictOf(change, same)).toEqual({ theirs: same, fields: [] });
    expect(rebase(change, same, [])).toBeNull();
    const other = later({ input: 'Which?' });
    expect(conflictOf(change, other)).toEqual({ theirs: other, fields: [] });
    expect(rebase(change, other, [])).toMatchObject({ base: other });
  });

  it('is about the whole item where that was deleted', () => {
    expect(conflictOf(typed('input', 'x'), null)).toEqual({ theirs: null, fields: [] });
    const deletion: DraftChange = { type: 'delete', id: 'a', base: item };
    expect(conflictOf(deletion, later({ input: 'new' }))?.fields).toEqual([]);
  });
});

describe('messages', () => {
  it('are found in a list and in an object, with what stands beside them', () => {
    const list = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: null, tool_calls: [] },
    ];
    expect(messagesOf(list)?.messages).toMatchObject([
      { role: 'user', content: 'Hi', rest: null },
      { role: 'assistant', rest: { tool_calls: [] } },
    ]);
    expect(messagesOf({ messages: list, model: 'm' })).toMatchObject({ rest: { model: 'm' } });
  });

  it.each([
    [[]],
    ['text'],
    [[{ role: 'user' }]],
    [[{ content: 'x' }]],
    [{ messages: 'x' }],
    [null],
  ])('are not found in %j', (value) => {
    expect(messagesOf(value)).toBeNull();
  });
});
