import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from './processes.js';

const manifestShape = z.object({
  packageManager: z.string(),
  scripts: z.record(z.string(), z.string()),
});

/** What commands of the documentation may use. */
export async function rootScripts() {
  const text = await readFile(join(repositoryRoot, 'package.json'), 'utf8');
  const texts = await Promise.all(
    ['run', 'check-studio'].map((name) => readFile(join(repositoryRoot, '.ci', name), 'utf8')),
  );
  const { packageManager, scripts } = manifestShape.parse(JSON.parse(text));
  return {
    manager: packageManager,
    scripts: Object.keys(scripts),
    continuousIntegration: texts.join('\n'),
  };
}
