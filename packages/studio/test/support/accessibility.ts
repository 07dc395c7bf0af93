import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds against WCAG 2.2 (A and AA) and its best practices, one line each. It looks in
 * several steps, so what it finds of a page that changes meanwhile is looked at again.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(await axe);
  const before = await page.content();
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const hasChanged = violations.length > 0 && (await page.content()) !== before;
  if (hasChanged) return accessibilityProblems(page);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id}: ${help} at ${target.join(' ')}\n${failureSummary ?? ''}`,
    ),
  );
}

/** Whether the page as a whole can be scrolled to the side, which it never should. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
}
