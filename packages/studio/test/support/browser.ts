import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest';
import { Problems } from './problems.js';

/** How a page is looked at. */
export interface PageOptions {
  /** The size of the window; default 1280 × 800. */
  readonly width?: number;
  readonly height?: number;
  /** Default `light`. */
  readonly theme?: 'light' | 'dark';
  /** What the page takes for the present; default: the clock of the machine. */
  readonly now?: Date;
}

/** A page that is open. */
interface OpenedPage {
  readonly page: Page;
  /** What went wrong in it; the test fails when anything did that it did not allow. */
  readonly problems: Problems;
}

/** A browser for the tests of a file. */
export interface TestBrowser {
  /**
   * Opens an address in a window of its own, whose storage nobody shares. It is closed after the test,
   * which fails when the page reported a problem.
   */
  open(address: string, options?: PageOptions): Promise<OpenedPage>;
}

/** How long a test waits for what it expects of a page: busy machines need their time. */
const PATIENCE_MS = 30_000;

/** Starts a browser before the tests of a file, and ends it after them. */
export function useBrowser(): TestBrowser {
  let browser: Browser | undefined;

  beforeAll(async () => {
    browser = await launchBrowser(inject('browserProgram'));
  });

  afterAll(() => browser?.close());

  return {
    open: async (address, options) => {
      if (browser === undefined) throw new Error('The browser is started before the first test.');
      const { page, problems } = await openWindow(browser, options);
      onTestFinished(async () => {
        await page.context().close();
        expect(problems.unexpected).toEqual([]);
      });
      await page.goto(address);
      return { page, problems };
    },
  };
}

/** Starts a browser; an empty `program` means the Chrome of the machine. */
export function launchBrowser(program: string): Promise<Browser> {
  return chromium.launch({
    ...(program === '' ? { channel: 'chrome' } : { executablePath: program }),
    // Continuous integration may run as root, where the sandbox of Chromium does not start.
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
  });
}

/** Opens a window that shows nothing yet. */
export async function openWindow(
  browser: Browser,
  { width = 1280, height = 800, theme = 'light', now }: PageOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  if (now !== undefined) await page.clock.setFixedTime(now);
  return { page, problems: new Problems(page) };
}
