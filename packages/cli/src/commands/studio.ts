import { withStore } from '../context.js';
import type { Io } from '../io.js';
import type { Root } from '../root.js';
import { variable } from '../variables.js';
import { collect } from './parameters.js';
import {
  environmentTokens,
  isPortTaken,
  listeningError,
  parsePort,
  serveUntilInterrupted,
} from './serving.js';

/** Beside that of `serve`, since both may run. */
const DEFAULT_PORT = 4801;

/** `studio`: the page, in the browser. */
export function registerStudio(root: Root, io: Io): void {
  root
    .command('studio')
    .description('open a page on the store in the browser, until it is interrupted')
    .option(
      '--port <port>',
      `the port; 0 for any that is free (default: ${DEFAULT_PORT})`,
      parsePort,
    )
    .option('--host <address>', 'the address to listen at (default: 127.0.0.1, this machine only)')
    .option('--read-only', 'change nothing')
    .option('--no-open', 'only print the address')
    .option('--allow-host <name>', 'answer also under this name of a host', collect)
    .option('--create', 'make the file of a store that is not there')
    .addHelpText(
      'after',
      `
The address has a random token, so that nobody else on this machine gets in. Other tokens come from the
environment (MASTRA_DATASETS_TOKEN, MASTRA_DATASETS_READ_TOKEN), and the page asks for one then.

Examples:
  $ mastra-datasets studio
  $ mastra-datasets studio --read-only --url evals.db`,
    )
    .action((_options, command) => {
      const options = command.optsWithGlobals();
      const { create = false } = options;
      return withStore(
        io,
        options,
        async ({ datasets, output }) => {
          const { LOOPBACK_HOSTS, hashToken } = await import('@mastra-datasets/server');
          const { serveStudio } = await import('@mastra-datasets/studio');
          const { port, host, readOnly, allowHost = [] } = options;
          const tokens = environmentTokens(io, hashToken);
          await datasets.init();
          const serve = (at: number) =>
            serveStudio({
              storage: datasets,
              hosts: [...LOOPBACK_HOSTS, ...(host === undefined ? [] : [host]), ...allowHost],
              port: at,
              ...(host === undefined ? {} : { host }),
              ...(readOnly === undefined ? {} : { readOnly }),
              ...(tokens.length === 0 ? {} : { tokens }),
            });
          const server = await serve(port ?? DEFAULT_PORT)
            .catch((error: unknown) => {
              if (port === undefined && isPortTaken(error)) return serve(0);
              throw error;
            })
            .catch((error: unknown) => {
              throw listeningError(error);
            });
          const { url, token, address } = server;
          await serveUntilInterrupted(io, server, async () => {
            await output.result({ url, address, token }, () =>
              [`Studio: ${address}`, 'Stop it with Ctrl-C.'].join('\n'),
            );
            if (options.open && canOpen(io)) await open(io, address);
          });
        },
        { create },
      );
    });
}

/** Whether somebody sits before a screen on which a browser can be opened. */
function canOpen({ stdout, env }: Io): boolean {
  if (stdout.isTTY !== true || variable(env, 'SSH_CONNECTION') !== undefined) return false;
  if (process.platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some(
    (name) => variable(env, name) !== undefined,
  );
}

/** Opens the browser; where there is none, the printed address has to do. */
async function open({ openAddress }: Io, address: string): Promise<void> {
  if (openAddress !== undefined) {
    await openAddress(address);
    return;
  }
  const { default: openInBrowser } = await import('open');
  await openInBrowser(address).catch(() => undefined);
}
