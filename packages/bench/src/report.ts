import { readFile } from 'node:fs/promises';
import { PATHS } from './paths.js';
import { writeCharts } from './report/charts.js';
import { updateDocument } from './report/document.js';
import { resultsSchema } from './results.js';

/** Draws the charts and fills in the tables of the document from the results of the full run. */
export async function report(): Promise<void> {
  const results = resultsSchema.parse(JSON.parse(await readFile(PATHS.results('full'), 'utf8')));
  await writeCharts(PATHS.charts, results);
  await updateDocument(PATHS.document, results);
}
