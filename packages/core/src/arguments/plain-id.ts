import { memberOf } from './closed.js';

/**
 * The id of a valid argument that has an id and nothing else, as those of most reads. `undefined` for
 * every other argument: then the shape has to be asked what is wrong. This is faster than the shape,
 * whose check takes a good part of the time of a read. Preparing it takes most of the first read.
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
