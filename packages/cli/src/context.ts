import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import type { GlobalOptions } from './global-options.js';
import { ReaderGone, type Io } from './io.js';
import { CommandNames, NamedFailure } from './names.js';
import { Output } from './output/output.js';
import { DEFAULT_URL, openStore, type StoreAddress } from './store.js';
import { variable } from './variables.js';

/** What a command works with that may need no store. */
export interface CommandBase {
  readonly io: Io;
  readonly output: Output;
  readonly names: CommandNames;
}

/** What a command works with. */
export interface CommandContext extends CommandBase {
  readonly datasets: VersionedDatasetsStorage;
}

/** The address of the store: from the options, the environment, or the default. */
export function addressOf(
  options: GlobalOptions,
  { env }: Pick<Io, 'env'>,
  defaultUrl: string = DEFAULT_URL,
): StoreAddress {
  return {
    url: options.url ?? variable(env, 'MASTRA_DATASETS_URL') ?? defaultUrl,
    authToken: options.authToken ?? variable(env, 'MASTRA_DATASETS_AUTH_TOKEN'),
    schema: options.schema ?? variable(env, 'MASTRA_DATASETS_SCHEMA'),
    tablePrefix: options.tablePrefix ?? variable(env, 'MASTRA_DATASETS_TABLE_PREFIX'),
  };
}

/** How a command prints. */
interface OutputUse {
  /** Shows results through a pager at a terminal, as for texts of any length; default `false`. */
  readonly isPaged?: boolean;
}

/** How a command uses the store and prints. */
export interface StoreUse extends OutputUse {
  /** Makes the file of a store that is not there; default `false`. */
  readonly create?: boolean;
}

/** Runs a command on the store, and closes it. The file of a store is only made on request. */
export function withStore(
  io: Io,
  options: GlobalOptions,
  work: (context: CommandContext) => Promise<void>,
  { create = false, ...use }: StoreUse = {},
): Promise<void> {
  return withOutput(
    io,
    options,
    (base) => inStore(base, addressOf(options, io), work, { create }),
    use,
  );
}

/** Runs a command that opens a store by {@link inStore}, where it needs one. */
export async function withOutput(
  io: Io,
  options: GlobalOptions,
  work: (base: CommandBase) => Promise<void>,
  { isPaged = false }: OutputUse = {},
): Promise<void> {
  const output = new Output(io, {
    isJson: options.json === true,
    isPaged: isPaged && options.pager !== false,
  });
  const names = new CommandNames(options);
  try {
    await work({ io, output, names });
  } catch (error) {
    throw error instanceof ReaderGone ? error : new NamedFailure(error, names);
  } finally {
    await output.close();
  }
}

/** Works on the store of an address, and closes it. */
export async function inStore<Result>(
  base: CommandBase,
  address: StoreAddress,
  work: (context: CommandContext) => Promise<Result>,
  { create = false }: { readonly create?: boolean } = {},
): Promise<Result> {
  const store = await openStore(address, base.io, { create });
  try {
    return await work({ ...base, datasets: store.datasets });
  } finally {
    await store.close();
  }
}
