import { appendFileSync } from 'node:fs';

/**
 * Tells continuous integration how much of something a test did, such as `kills survived`: appends
 * a line of JSON to the file that the environment variable `FIGURES_FILE` names. Figures of the
 * same name are for adding up. Does nothing without that variable.
 */
export function reportFigure(name: string, count: number): void {
  const file = process.env['FIGURES_FILE'];
  if (file === undefined || file === '') return;
  appendFileSync(file, `${JSON.stringify({ name, count })}\n`);
}
