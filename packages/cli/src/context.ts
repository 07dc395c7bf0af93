import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import type { Io } from './io.js';
import { Output } from './output/output.js';
import { DEFAULT_URL, openStore, type StoreAddress } from './store.js';

/** What every command takes. */
export interface GlobalOptions {
  readonly url?: string | undefined;
  readonly authToken?: string | undefined;
  readonly schema?: string | undefined;
  readonly tablePrefix?: string | undefined;
  readonly json?: true | undefined;
}

/** What a command works with. */
export interface CommandContext {
  readonly io: Io;
  readonly output: Output;
  readonly datasets: VersionedDatasetsStorage;
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

/** A variable of the environment; an empty one is not set, as CI jobs have them for lack of a value. */
export function variable(env: Io['env'], name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}

/** Runs a command on the store, and closes it. The file of a store is only made on request. */
export async function withStore(
  io: Io,
  options: GlobalOptions,
  work: (context: CommandContext) => Promise<void>,
  { create }: { readonly create: boolean } = { create: false },
): Promise<void> {
  const output = new Output(io, options.json === true);
  const store = await openStore(addressOf(options, io), io, { create });
  try {
    await work({ io, output, datasets: store.datasets });
  } finally {
    await store.close();
  }
}
