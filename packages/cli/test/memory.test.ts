import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/folder.js';
import { bash, prepareClone } from './support/shell.js';

const ROWS = 120_000;

/**
 * What the process may hold in its heap, in megabytes: less than the file has. Without a limit V8
 * may let garbage grow as it likes, so the memory that it uses would tell nothing.
 */
const HEAP_MEGABYTES = 64;

/** What the process may use in all, in bytes. */
const LARGEST_MEMORY = 250_000_000;

function* rows() {
  const filler = 'word '.repeat(80);
  yield 'id,question,answer\n';
  for (let index = 0; index < ROWS; index += 1) yield `k${index},"${filler}${index}?",${filler}\n`;
}

it('a file larger than the memory allowed becomes one version within it', async () => {
  const folder = await temporaryFolder();
  await prepareClone(folder);
  await pipeline(Readable.from(rows()), createWriteStream(join(folder, 'large.csv')));
  const report = `process.on("exit", () => require("node:fs").writeFileSync(
    "memory", String(process.resourceUsage().maxRSS * 1024)))`;
  const script = `export NODE_OPTIONS='--max-old-space-size=${HEAP_MEGABYTES} --import "data:text/javascript,${encodeURIComponent(
    report.replace('require("node:fs")', 'process.getBuiltinModule("node:fs")'),
  )}"'
    mastra-datasets import large.csv --external-id id --input question --expected-output answer`;
  const { code, output } = await bash(script, folder);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(output).toMatch(/version 1 \(.*\): 120,000 added\.\n$/);
  const memory = Number(await readFile(join(folder, 'memory'), 'utf8'));
  expect(memory).toBeGreaterThan(1_000_000);
  expect(memory).toBeLessThan(LARGEST_MEMORY);
}, 600_000);
