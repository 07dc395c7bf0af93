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
];
