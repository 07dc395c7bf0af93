import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Loader, type Plugin } from 'esbuild';

const CONDITION = 'mastra-datasets-source';
const LOADERS: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.mts': 'ts' };

/** Marks a look-up of this plugin's own. */
const OWN = Symbol('own');

/** Bundles the sources of this repository alone; other packages are imported from where they are. */
const sourcesOnly: Plugin = {
  name: 'sources-only',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...where }) => {
      const { kind, importer, resolveDir } = where;
      if (pluginData === OWN || kind === 'entry-point') return undefined;
      const found = await bundler.resolve(path, { kind, importer, resolveDir, pluginData: OWN });
      const isSource = !found.path.includes(`${sep}node_modules${sep}`);
      if (found.errors.length > 0 || found.external || isSource) return found;
      return { path: pathToFileURL(found.path).href, external: true };
    });
    // A source finds files beside it as if it had not been bundled.
    bundler.onLoad({ filter: /\.(?:ts|mts|js|mjs)$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const address = JSON.stringify(pathToFileURL(path).href);
      const contents = text.replaceAll('import.meta.url', address);
      return { contents, loader: LOADERS[extname(path)] ?? 'js' };
    });
  },
};

/**
 * Makes programs that start several times faster than their sources do: each is a file of JavaScript
 * that Node runs by itself. Gives those files, in the order of the sources. They go when the calling
 * process ends.
 */
export async function makePrograms(sources: readonly string[]): Promise<string[]> {
  const outdir = await mkdtemp(join(tmpdir(), 'mastra-datasets-programs-'));
  process.once('exit', () => {
    rmSync(outdir, { recursive: true, force: true });
  });
  await build({
    entryPoints: sources.map((source, index) => ({ in: source, out: String(index) })),
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: [CONDITION],
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
    plugins: [sourcesOnly],
  });
  return sources.map((_, index) => join(outdir, `${index}.mjs`));
}

const programs = new Map<string, Promise<string>>();

/** Makes a program once; see {@link makePrograms}. */
export function programOf(source: string): Promise<string> {
  const program = programs.get(source) ?? makeProgram(source);
  programs.set(source, program);
  return program;
}

async function makeProgram(source: string): Promise<string> {
  const [program] = await makePrograms([source]);
  if (program === undefined) throw new Error(`${source} became no program.`);
  return program;
}
