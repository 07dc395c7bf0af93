import { reportFigure } from '@mastra-datasets/test-servers';
import type { NewDatasetItem } from '@mastra-datasets/core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { useBrowser } from './support/browser.js';
import { FILE } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

const ITEMS = 100_000;

function* questions(): Generator<NewDatasetItem> {
  for (let number = 1; number <= ITEMS; number += 1) {
    yield {
      externalId: `q${number}`,
      input: { question: `What is known about case ${number}?`, level: number % 5 },
      expectedOutput: { answer: `Case ${number} differs in ${number % 97} ways.` },
      context: { topic: ['rivers', 'music', 'markets'][number % 3] },
      splits: [number % 10 === 0 ? 'test' : 'train'],
    };
  }
}

/** What a page looked like while it was scrolled. */
interface Scrolled {
  /** The longest time for which a row in sight was blank, in milliseconds. */
  readonly blank: number;
  /** How many rows were in sight, all together. */
  readonly rows: number;
}

/**
 * Scrolls the grid for some time, and looks at every frame.
 *
 * @param steps - Where to scroll to, as parts of the whole, one after the other.
 */
function scroll(page: Page, steps: readonly number[]): Promise<Scrolled> {
  // As text, since it runs in the page, whose types are not known here.
  return page.evaluate<Scrolled>(`(async (steps) => {
    const grid = document.querySelector('[role=grid]');
    const { top, bottom } = grid.getBoundingClientRect();
    let blank = 0;
    let rows = 0;
    for (const step of steps) {
      grid.scrollTop = step * grid.scrollHeight;
      const since = performance.now();
      for (let isBlank = true, frames = 0; isBlank || frames < 2; frames += 1) {
        await new Promise(requestAnimationFrame);
        const seen = [...grid.querySelectorAll('[role=row][id]')].filter((row) => {
          const place = row.getBoundingClientRect();
          return place.bottom > top + 33 && place.top < bottom;
        });
        isBlank = seen.length === 0 || seen.some((row) => row.querySelector('a') === null);
        if (isBlank) blank = Math.max(blank, Math.round(performance.now() - since));
        rows += seen.length;
      }
    }
    return { blank, rows };
  })(${JSON.stringify(steps)})`);
}

it(`shows ${ITEMS.toLocaleString('en')} items, and tells how long that takes`, async () => {
  const storage = await FILE.open();
  await storage.createDataset({ id: 'large', name: 'Large' });
  await storage.importItems({ datasetId: 'large', items: questions() });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at('/'));
  await page.getByText('100,000').waitFor();

  const [page1, firstRows] = await page.evaluate<[number, number]>(`(async () => {
    const headers = { Authorization: 'Bearer ' + localStorage.getItem('mastra-datasets.token') };
    const times = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const begin = performance.now();
      await (await fetch('/api/v1/datasets/large/items?perPage=100&version=1', { headers })).json();
      times.push(performance.now() - begin);
    }
    const begin = performance.now();
    document.querySelector('tbody a').click();
    while (document.querySelector('[role=gridcell] a') === null) await new Promise(requestAnimationFrame);
    return [times.sort((one, other) => one - other)[2], performance.now() - begin];
  })()`);
  reportFigure('studio: ms of the page of the API with 100 of 100,000 items', Math.round(page1));
  reportFigure('studio: ms until the first rows of 100,000 items', Math.round(firstRows));

  const jumps = await scroll(page, [0.7, 0.2, 0.5]);
  reportFigure('studio: ms of blank rows after a jump, at once after the load', jumps.blank);
  await page.getByRole('checkbox', { name: 'Select all rows', disabled: false }).waitFor();
  const wheel = await scroll(
    page,
    Array.from({ length: 60 }, (_, step) => 0.3 + step * 0.0002),
  );
  reportFigure('studio: ms of blank rows while one scrolls', wheel.blank);
  const later = await scroll(page, [0.9, 0.1, 0.5, 0.33, 0.77]);
  reportFigure('studio: ms of blank rows after a jump', later.blank);
  expect(wheel.rows).toBeGreaterThan(60 * 10);

  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  await page.getByRole('link', { name: 'q1', exact: true }).waitFor();
  await page.getByRole('checkbox', { name: 'Select all rows' }).check();
  await page.getByText('100,000 selected').waitFor();
});
