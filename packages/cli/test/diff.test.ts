import type { NewDatasetItem } from '@mastra-datasets/core';
import { expect, it } from 'vitest';
import { cli } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { inStore } from './support/store.js';

/** JSON as it was parsed, so that `__proto__` is an ordinary key. */
function parsed(text: string): NewDatasetItem {
  return JSON.parse(text) as NewDatasetItem;
}

/** Gives the lines of a diff between two contents of one item, without the first and the last. */
async function changesBetween(before: NewDatasetItem, after: NewDatasetItem): Promise<string[]> {
  const cwd = await temporaryFolder();
  await inStore(cwd, async (datasets) => {
    const { id: datasetId } = await datasets.createDataset({ name: 'x' });
    const [item] = await datasets.addItems({ datasetId, items: [before] });
    await datasets.updateItems({ datasetId, items: [{ id: item?.id ?? '', ...after }] });
  });
  const { code, stdout, stderr } = await cli(['diff', 'x', '1'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd().split('\n').slice(1, -1);
}

it('an update tells what was added and what was removed without colours', async () => {
  expect(
    await changesBetween(
      { input: { kept: 1, gone: 'A1', changed: [1, 2] } },
      { input: { kept: 1, came: 'absent', changed: [1] }, expectedOutput: null },
    ),
  ).toEqual([
    '    input.gone: "A1" → absent',
    '    input.changed[1]: 2 → absent',
    '    input.came: absent → "absent"',
    '    expectedOutput: absent → null',
  ]);
});

it('an update shows keys that all objects of JavaScript inherit', async () => {
  const before = parsed('{ "input": { "toString": 1, "a": { "__proto__": { "x": 1 } } } }');
  const after = parsed('{ "input": { "constructor": 2, "a": { "__proto__": { "x": 2 } } } }');
  expect(await changesBetween(before, after)).toEqual([
    '    input.toString: 1 → absent',
    '    input.a.__proto__.x: 1 → 2',
    '    input.constructor: absent → 2',
  ]);
  const plain = parsed('{ "input": { "a": {} } }');
  expect(await changesBetween(plain, parsed('{ "input": { "a": { "valueOf": {} } } }'))).toEqual([
    '    input.a.valueOf: absent → {}',
  ]);
});
