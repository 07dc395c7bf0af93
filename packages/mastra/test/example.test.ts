import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runScript } from '../../examples/test/processes.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const example = fileURLToPath(new URL('../examples/countries.ts', import.meta.url));

test('the example scores two versions, and the first one the same again', async () => {
  const parameters = [join(folder, 'countries.db')];
  const { code, stdout, stderr } = await runScript(example, { directory: folder, parameters });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Experiment on version 1: 243 of 250 correct\n');
  expect(stdout).toContain('Experiment on version 8: 245 of 245 correct\n');
  expect(stdout).toContain('Experiment on version 1, once more: 243 of 250 correct\n');
  expect(stdout.match(/^ {2}(updated|deleted): /gm)).toHaveLength(7);
});
