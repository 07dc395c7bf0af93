import { DatasetsError, type DatasetDiff, type DatasetsStorage } from '@mastra-datasets/core';
import Table from 'cli-table3';
import { oraPromise } from 'ora';

const SHOWN_VERSIONS = 8;

const EDGES = ['top', 'bottom', 'left', 'right', 'mid'];
const CORNERS = ['top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left', 'bottom-right'];
const JOINTS = ['left-mid', 'mid-mid', 'right-mid', 'middle'];

/** Columns of text without lines around them, which fit into 80 characters. */
const BORDERLESS = Object.fromEntries([...EDGES, ...CORNERS, ...JOINTS].map((part) => [part, '']));

/** Runs a part of the work and shows that it is under way, then what came of it. */
export async function step<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
  return oraPromise(work(), {
    stream: process.stdout,
    text: `${title} …`,
    successText: (result) => (typeof result === 'string' ? `${title}: ${result}` : title),
    failText: title,
  });
}

/** Prints the newest versions as a table. */
export async function printVersions(datasets: DatasetsStorage, datasetId: string): Promise<void> {
  const { versions, pagination } = await datasets.listVersions({
    datasetId,
    pagination: { page: 0, perPage: SHOWN_VERSIONS },
  });
  const table = new Table({
    head: ['No.', 'Version', 'Items', 'Changes', 'Message', 'Tags'],
    style: { head: [], 'padding-left': 0, 'padding-right': 2 },
    chars: BORDERLESS,
  });
  for (const { number, version, itemCount, added, updated, deleted, message, tags } of versions) {
    const changes = `+${added} ~${updated} -${deleted}`;
    const time = version.toISOString();
    table.push([number, time, itemCount, changes, message ?? '', tags.join(', ')]);
  }
  const shown = pagination.hasMore ? `the newest ${versions.length} of ` : '';
  const lines = table.toString().replaceAll(/ +$/gm, '');
  console.log(`\nVersions (${shown}${pagination.total}):\n${lines}`);
}

/** Prints what differs between two versions. */
export async function printChanges(diff: DatasetDiff): Promise<void> {
  const { added, updated, deleted } = diff.summary;
  console.log(`\nSince the first version: ${added} added, ${updated} updated, ${deleted} deleted`);
  for await (const { type, before, after } of diff) {
    const texts = [before, after].flatMap((item) => (item === null ? [] : String(item.input)));
    console.log(`  ${type.padEnd(7)}  ${texts.join('  →  ')}`);
  }
  console.log('');
}

/** Prints what a newcomer may do after the run. */
export function printNextSteps(file: string): void {
  console.log(`
Next:
  - Run the same command again: it finds its dataset and adds versions; the first one stays.
  - Look at the dataset in your browser: npx --yes pnpm@12.21.0 run studio
  - Look into the file with any SQLite tool: ${file}
  - Read how to use a dataset in your own code: README.md, then docs/version-control.md`);
}

/** One line a person can act on. */
export function describeFailure(error: unknown): string {
  if (error instanceof DatasetsError) return `Failed (${error.code}): ${error.message}`;
  return `Failed: ${error instanceof Error ? error.message : String(error)}`;
}
