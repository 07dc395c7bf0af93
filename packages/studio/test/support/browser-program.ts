import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../../page/node_modules', import.meta.url));

/**
 * The program of the browser. On Linux it comes with the packages; elsewhere it is the Chrome of the
 * machine, and this gives an empty text.
 */
export async function browserProgram(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return '';
  const { default: chromium } = await import('@sparticuz/chromium');
  return unpackOnce(join(modules, '.browser'), () => chromium.executablePath());
}

/**
 * Unpacks into a folder that other processes take for complete as soon as it is there. The package
 * itself unpacks into the temporary folder, and takes what is there for complete when it is half
 * written.
 */
async function unpackOnce(folder: string, unpack: () => Promise<string>): Promise<string> {
  const program = join(folder, 'chromium');
  if (existsSync(program)) return program;
  await mkdir(modules, { recursive: true });
  const fresh = await mkdtemp(`${folder}-`);
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = fresh;
  try {
    await unpack();
    // Where another process was faster, its folder has the same content.
    await rename(fresh, folder).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await rm(fresh, { recursive: true, force: true });
  }
  return program;
}
