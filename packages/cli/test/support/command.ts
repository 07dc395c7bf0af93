import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const packages = join(packageRoot, '..');

const bundles = new Map<string, Promise<string>>();

/** The file of the command, bundled from its sources, which start several times slower. */
export function commandFile(): Promise<string> {
  return bundled(join(packageRoot, 'src/bin.ts'));
}

/** The file of the evaluation that the documents run, bundled in the same way. */
export function evaluationFile(): Promise<string> {
  return bundled(join(packages, 'examples/src/evaluate.mjs'));
}

/** The file of the package that loads cases, bundled in the same way. */
export function casesFile(): Promise<string> {
  return bundled(join(packages, 'cases/src/index.ts'));
}

function bundled(entry: string): Promise<string> {
  const bundle = bundles.get(entry) ?? makeBundle(entry);
  bundles.set(entry, bundle);
  return bundle;
}

async function makeBundle(entry: string): Promise<string> {
  // Within the package, so that the drivers are found from there.
  const results = join(packageRoot, '.test-results');
  await mkdir(results, { recursive: true });
  const outdir = await mkdtemp(join(results, 'command-'));
  await build({
    entryPoints: { main: entry },
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['mastra-datasets-source'],
    external: ['@libsql/client', 'libsql', 'pg'],
    outExtension: { '.js': '.mjs' },
    // Modules of CommonJS in the bundle ask for those of Node.
    banner: {
      js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
    },
  });
  return join(outdir, 'main.mjs');
}
