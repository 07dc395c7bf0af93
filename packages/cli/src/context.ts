import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import type { GlobalOptions } from './global-options.js';
import { ReaderGone, type Io } from './io.js';
import { CommandNames, NamedFailure } from './names.js';
import { Output } from './output/output.js';
import { DEFAULT_URL, openStore, type StoreAddress } from './store.js';
import { variable } from './variables.js';

/** What a command works with. */
export interface CommandContext {
  readonly io: Io;
  readonly output: Output;
  readonly datasets: VersionedDatasetsStorage;
  readonly names: CommandNames;
}

/** The address of the store: from the options, the environment, or the default. */
export function addressOf(options: GlobalOptions, { env }: Pick<Io, 'env'>): StoreAddress {
  return {
    url: options.url ?? variable(env, 'MASTRA_DATASETS_URL') ?? DEFAULT_URL,
    authToken: options.authToken ?? variable(env, 'MASTRA_DATASETS_AUTH_TOKEN'),
    schema: options.schema ?? variable(env, 'MASTRA_DATASETS_SCHEMA'),
    tablePrefix: options.tablePrefix ?? variable(env, 'MASTRA_DATASETS_TABLE_PREFIX'),
  };
}

/** How a command uses the store and prints. */
export interface StoreUse {
  /** Makes the file of a store that is not there; default `false`. */
  readonly create?: boolean;
  /** Shows results through a pager at a terminal, as for texts of any length; default `false`. */
  readonly isPaged?: boolean;
}

/** Runs a command on the store, and closes it. The file of a store is only made on request. */
export async function withStore(
  io: Io,
  options: GlobalOptions,
  work: (context: CommandContext) => Promise<void>,
  { create = false, isPaged = false }: StoreUse = {},
): Promise<void> {
  const output = new Output(io, {
    isJson: options.json === true,
    isPaged: isPaged && options.pager !== false,
  });
  const store = await openStore(addressOf(options, io), io, { create });
  const names = new CommandNames(options);
  try {
    try {
      await work({ io, output, datasets: store.datasets, names });
    } finally {
      await store.close();
    }
  } catch (error) {
    throw error instanceof ReaderGone ? error : new NamedFailure(error, names);
  } finally {
    await output.close();
  }
}
