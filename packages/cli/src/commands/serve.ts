import type { AccessToken } from '@mastra-datasets/server';
import { withStore } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import type { Root } from '../root.js';
import { collect } from './parameters.js';
import { environmentTokens, listeningError, parsePort, serveUntilInterrupted } from './serving.js';

/** The SHA-256 of a token, as the command line has it. */
function parseHash(text: string, earlier?: readonly string[]): readonly string[] {
  if (/^[0-9a-f]{64}$/i.test(text)) return collect(text, earlier);
  throw new CliError('USAGE', `${text} is no SHA-256.`, {
    hint: "make one with: printf %s 'THE TOKEN' | sha256sum",
  });
}

/** `serve`: the HTTP API. */
export function registerServe(root: Root, io: Io): void {
  root
    .command('serve')
    .description('serve the store over HTTP, until it is interrupted')
    .option('--port <port>', 'the port; 0 for any that is free (default: 4800)', parsePort)
    .option('--host <address>', 'the address to listen at (default: 127.0.0.1, this machine only)')
    .option('--read-only', 'change nothing, whatever a token allows')
    .option('--token-hash <sha256>', 'the SHA-256 of a token for everything', parseHash)
    .option('--read-token-hash <sha256>', 'the SHA-256 of a token for reading', parseHash)
    .option('--allow-host <name>', 'answer also under this name of a host', collect)
    .option('--allow-origin <origin>', 'let pages of this origin ask as well', collect)
    .option('--create', 'make the file of a store that is not there')
    .addHelpText(
      'after',
      `
Without tokens, it makes a random one and prints it. Other tokens come from the environment
(MASTRA_DATASETS_TOKEN, MASTRA_DATASETS_READ_TOKEN), or as their SHA-256.

Examples:
  $ mastra-datasets serve
  $ mastra-datasets serve --port 8080 --read-only --url evals.db`,
    )
    .action((_options, command) => {
      const options = command.optsWithGlobals();
      const { create = false } = options;
      return withStore(
        io,
        options,
        async ({ datasets, output }) => {
          const { LOOPBACK_HOSTS, serveDatasets, hashToken } =
            await import('@mastra-datasets/server');
          const { port, host, readOnly, allowHost = [], allowOrigin = [] } = options;
          const { tokenHash = [], readTokenHash = [] } = options;
          const tokens: AccessToken[] = [
            ...tokenHash.map((sha256) => ({ role: 'write', sha256 }) as const),
            ...readTokenHash.map((sha256) => ({ role: 'read', sha256 }) as const),
            ...environmentTokens(io, hashToken),
          ];
          const names = [...LOOPBACK_HOSTS, ...(host === undefined ? [] : [host]), ...allowHost];
          await datasets.init();
          const server = await serveDatasets({
            storage: datasets,
            hosts: names,
            origins: allowOrigin,
            ...(port === undefined ? {} : { port }),
            ...(host === undefined ? {} : { host }),
            ...(readOnly === undefined ? {} : { readOnly }),
            ...(tokens.length === 0 ? {} : { tokens }),
          }).catch((error: unknown) => {
            throw listeningError(error);
          });
          const { url, token } = server;
          await serveUntilInterrupted(io, server, () =>
            output.result({ url, api: `${url}/api/v1`, token }, () =>
              [
                `Serving ${url}/api/v1, described at ${url}/api/v1/openapi.json.`,
                ...(token === null ? [] : [`Token: ${token}`]),
                'Stop it with Ctrl-C.',
              ].join('\n'),
            ),
          );
        },
        { create },
      );
    });
}
