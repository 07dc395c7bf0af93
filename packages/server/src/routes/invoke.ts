import type { DatasetsStorage } from '@mastra-datasets/core';
import type { Call, MethodName } from './route.js';

/** What a method gives, once it has settled. */
type Result<Name extends MethodName> = Awaited<ReturnType<DatasetsStorage[Name]>>;

/**
 * Calls a method of the storage with what the request says. The method checks its argument by itself,
 * so this passes on anything.
 */
export async function invoke<Name extends MethodName>(
  { storage, argument }: Pick<Call, 'storage' | 'argument'>,
  name: Name,
): Promise<Result<Name>> {
  const method = storage[name] as (argument: unknown) => unknown;
  return (await method.call(storage, argument)) as Result<Name>;
}
