import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { temporaryFolder } from './support/folder.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

/** Serves a page of this body and script in place of the real one. */
async function servePage(body: string, script = '') {
  const page = await temporaryFolder();
  await mkdir(join(page, 'assets'));
  await writeFile(
    join(page, 'index.html'),
    `<!doctype html><html lang="en"><head><title>Page</title></head>
     <body><main><h1>Page</h1>${body}</main><script type="module" src="/assets/main.js"></script></body></html>`,
  );
  await writeFile(join(page, 'assets/main.js'), script);
  return startStudio(new DatasetsInMemory(), { page });
}

it('finds nothing wrong with a page that is as it should be', async () => {
  const studio = await servePage(
    '',
    "document.body.dataset.hash = location.hash; console.log('ran')",
  );
  const { page, problems } = await browser.open(studio.at('/'));
  expect(await page.getAttribute('body', 'data-hash')).toMatch(/^#token=[\w-]{43}$/);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  expect(problems.unexpected).toEqual([]);
});

it.each([
  ['an error', '', 'throw new Error("broken")', /^error: Error: broken/],
  ['a message', '', 'console.error("looks bad")', /^console: looks bad/],
  ['a request that fails', '', 'await fetch("/api/v1/datasets")', /^console: .*401/],
  ['a script in the page', '<script>"inline"</script>', '', /^console: .*script-src/],
  ['a style in the page', '<p style="color: red">Red</p>', '', /^console: .*style-src/],
  ['a request elsewhere', '', 'await fetch("http://localhost:9").catch(() => 0)', /connect-src/],
])('notices %s', async (_, body, script, pattern) => {
  const studio = await servePage(body, script);
  const { problems } = await browser.open(studio.at('/'));
  await expect.poll(() => problems.unexpected).toContainEqual(expect.stringMatching(pattern));
  problems.allow(/./s);
  expect(problems.unexpected).toEqual([]);
});

it('notices what only some can read, and what is too wide', async () => {
  const studio = await servePage(
    '<button></button><p id="wide">Wide</p>',
    'document.getElementById("wide").style.width = "2000px"',
  );
  const { page } = await browser.open(studio.at('/'));
  const found = await accessibilityProblems(page);
  expect(found).toEqual([expect.stringMatching(/^button-name: /)]);
  expect(await scrollsSideways(page)).toBe(true);
});

it('shows a page in the size, theme and time that a test asks for', async () => {
  const studio = await servePage('');
  const now = new Date('2026-01-02T03:04:05Z');
  const { page } = await browser.open(studio.at('/'), {
    width: 390,
    height: 700,
    theme: 'dark',
    now,
  });
  expect(await page.evaluate('innerWidth')).toBe(390);
  expect(await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches')).toBe(true);
  expect(await page.evaluate('Date.now()')).toBe(now.getTime());
});
