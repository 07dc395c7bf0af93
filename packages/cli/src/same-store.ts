import { isSamePlace } from './formats/output-file.js';
import type { Io } from './io.js';
import { storeFile, type StoreAddress } from './store.js';

/** Whether two addresses lead to one store, whatever tokens open it. */
export async function isSameStore(
  one: StoreAddress,
  other: StoreAddress,
  io: Io,
): Promise<boolean> {
  const [first, second] = [storeFile(one, io), storeFile(other, io)];
  const isSameDatabase =
    first !== null && second !== null ? await isSamePlace(first, second) : one.url === other.url;
  return isSameDatabase && partOf(one) === partOf(other);
}

/** What an address says beside the database: which part of it is the store. */
function partOf(address: StoreAddress): string {
  const rest = Object.entries(address).filter(([name]) => name !== 'url' && name !== 'authToken');
  return JSON.stringify(rest.toSorted());
}
