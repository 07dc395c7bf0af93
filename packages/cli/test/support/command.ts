import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

let command: Promise<string> | undefined;

/** The file of the command, bundled from its sources, which start several times slower. */
export function commandFile(): Promise<string> {
  command ??= bundle();
  return command;
}

async function bundle(): Promise<string> {
  // Within the package, so that the drivers are found from there.
  const results = join(packageRoot, '.test-results');
  await mkdir(results, { recursive: true });
  const outdir = await mkdtemp(join(results, 'command-'));
  await build({
    entryPoints: [join(packageRoot, 'src/bin.ts')],
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
  return join(outdir, 'bin.mjs');
}
