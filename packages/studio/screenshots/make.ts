// Makes the pictures of docs/studio: every screen in light and in dark.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { serveStudio } from '../src/index.js';
import { buildPage } from '../scripts/build-page.mjs';
import { browserProgram } from '../test/support/browser-program.js';
import { launchBrowser, openWindow } from '../test/support/browser.js';
import { SHOTS } from './shots.js';
import { NOW, StoryClock, tellStory } from './story.js';

const [given, only] = process.argv.slice(2);
const folder = resolve(given ?? fileURLToPath(new URL('../../../docs/studio', import.meta.url)));

buildPage();
const clock = new StoryClock();
const storage = new DatasetsInMemory({ clock });
const story = await tellStory(storage, clock);
const server = await serveStudio({ storage, port: 0 });
const browser = await launchBrowser(await browserProgram());
try {
  await mkdir(folder, { recursive: true });
  for (const shot of SHOTS.filter(({ name }) => only === undefined || name.startsWith(only))) {
    for (const theme of ['light', 'dark'] as const) {
      const { width = 1280, height = 800 } = shot;
      const { page, problems } = await openWindow(browser, { width, height, theme, now: NOW });
      await page.goto(`${server.url}${shot.path(story)}#token=${server.token ?? ''}`);
      await shot.prepare(page);
      const path = join(folder, `${shot.name}-${theme}.png`);
      await page.screenshot({ path });
      await page.context().close();
      if (problems.unexpected.length > 0) throw new Error(problems.unexpected.join('\n'));
      console.log(path);
    }
  }
} finally {
  await browser.close();
  await server.close();
  await storage.close();
}
