import { memberOf } from './closed.js';

/**
 * The id of an argument that names something by its id alone, as most reads do, and has nothing wrong.
 * `undefined` for every other argument: its shape tells. To look at a shape takes a good part of the
 * time of a read, and to prepare it most of the first reads'.
 */
export function plainId(argument: unknown, idLength: number): string | undefined {
  try {
    const id = memberOf(argument, 'id');
    const isId =
      typeof id === 'string' && id.length <= idLength && id.isWellFormed() && !id.includes('\0');
    return isId && !Array.isArray(argument) && !hasOtherKeys(argument as object) ? id : undefined;
  } catch {
    // The shape says that reading it failed.
    return undefined;
  }
}

function hasOtherKeys(object: object): boolean {
  for (const key in object) if (key !== 'id') return true;
  return false;
}
