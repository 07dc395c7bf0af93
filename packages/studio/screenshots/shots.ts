import type { Page } from 'playwright-core';
import type { Story } from './story.js';

/** A picture of a screen. */
export interface Shot {
  /** The name of its file, without the theme. */
  readonly name: string;
  /** The path and query of the screen. */
  readonly path: (story: Story) => string;
  /** Does what has to be done before the picture is taken; waits until the screen is there. */
  readonly prepare: (page: Page) => Promise<void>;
  /** Default: the size of a laptop. */
  readonly width?: number;
  readonly height?: number;
}

const shown = (text: string) => async (page: Page) => {
  await page.getByText(text).first().waitFor();
};

/** A file as people have it: with names of its own, and a column that nobody asked for. */
const SPREADSHEET = `Question,Answer,Region,Reviewed by
What is the capital of Kosovo?,Pristina,Europe,Carla
What is the capital of South Sudan?,Juba,Africa,Carla
What is the capital of East Timor?,Dili,Asia,Ben
What is the capital of Palau?,Ngerulmud,Oceania,Ben
`;

/** Every screen, in the order of the documentation. */
export const SHOTS: readonly Shot[] = [
  {
    name: 'datasets',
    path: () => '/',
    height: 400,
    prepare: shown('Capitals of the world'),
  },
  {
    name: 'items',
    path: ({ capitals }) => `/datasets/${capitals}/items`,
    prepare: shown('Which capital is the highest above the sea?'),
  },
  {
    name: 'item',
    path: ({ conversation }) => `/datasets/support/items/${conversation}`,
    prepare: async (page) => {
      // The list shows that the text has been taken for Markdown.
      await page.getByRole('listitem').filter({ hasText: 'Print the label' }).waitFor();
    },
  },
  {
    name: 'edit',
    path: ({ conversation }) => `/datasets/support/items/${conversation}`,
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await page.getByRole('textbox', { name: 'Expected output', exact: true }).click();
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.insertText('\n\nThe money is back within five days.');
      await page.getByText('1 changed').waitFor();
    },
  },
  {
    name: 'versions',
    path: ({ capitals }) => `/datasets/${capitals}/versions?version=4`,
    prepare: shown('Compare with the latest'),
  },
  {
    name: 'compare',
    path: ({ capitals }) => `/datasets/${capitals}/compare?from=5&to=6`,
    prepare: async (page) => {
      await page.getByRole('button', { name: /Burundi/ }).click();
      await page.getByText('economic one').first().waitFor();
    },
  },
  {
    name: 'import',
    path: ({ capitals }) => `/datasets/${capitals}/import`,
    prepare: async (page) => {
      const name = 'questions of Carla.csv';
      const buffer = Buffer.from(SPREADSHEET);
      await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: /^Import \d+ items/ }).waitFor();
    },
  },
  {
    name: 'export',
    path: ({ capitals }) => `/datasets/${capitals}/export?version=baseline&splits=train`,
    prepare: shown('baseline'),
  },
];
