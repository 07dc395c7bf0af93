import type { Turn } from '../../../../../turn.js';
import type { DatasetsPrimitives, DatasetsReads } from '../adapter/primitives.js';

/** How many keys are looked up in one turn: a local database keeps everybody else waiting for it. */
const MOST_KEYS = 10_000;

/**
 * Gives primitives that let timers and sockets have their turn. A local database answers without a
 * turn of the event loop. So work that awaits one answer after the other, as an iteration over a
 * large dataset does, would keep everybody else waiting until its end.
 */
export function primitivesInTurns(primitives: DatasetsPrimitives, turn: Turn): DatasetsPrimitives {
  const { staging } = primitives;
  return inTurns(primitives, turn, {
    ...lookUpsInParts(primitives, turn),
    ...(staging === undefined ? {} : { staging: inTurns(staging, turn) }),
    hold: <Outcome>(
      datasetId: string,
      work: (primitives: DatasetsPrimitives) => Promise<Outcome>,
    ) => {
      const workInTurns = (held: DatasetsPrimitives) => work(primitivesInTurns(held, turn));
      return primitives.hold?.(datasetId, workInTurns) ?? workInTurns(primitives);
    },
  });
}

/** As {@link primitivesInTurns}, for primitives that only read. */
export function readsInTurns(reads: DatasetsReads, turn: Turn): DatasetsReads {
  return inTurns(reads, turn, lookUpsInParts(reads, turn));
}

/** Gives an object whose methods wait where others have waited for long, but for some members. */
function inTurns<Target extends object>(
  target: Target,
  turn: Turn,
  members: Partial<Target> = {},
): Target {
  const known = new WeakMap<object, unknown>();
  return new Proxy(target, {
    get: (_, name) => {
      if (Object.hasOwn(members, name)) return Reflect.get(members, name);
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      let method = known.get(member);
      if (method === undefined) {
        method = (...given: unknown[]) =>
          turn.before(() => Reflect.apply(member, target, given) as Promise<unknown>);
        known.set(member, method);
      }
      return method;
    },
  });
}

/** Looks up many keys in several turns. */
function lookUpsInParts(reads: DatasetsReads, turn: Turn): Partial<DatasetsReads> {
  return {
    findItems: (ids, ...rest) => inParts(ids, turn, (part) => reads.findItems(part, ...rest)),
    findItemStates: (ids, ...rest) =>
      inParts(ids, turn, (part) => reads.findItemStates(part, ...rest)),
    findItemsByExternalId: (datasetId, externalIds, at) =>
      inParts(externalIds, turn, (part) => reads.findItemsByExternalId(datasetId, part, at)),
    findNamedItems: (datasetId, externalIds) =>
      inParts(externalIds, turn, (part) => reads.findNamedItems(datasetId, part)),
  };
}

function inParts<Found>(
  keys: readonly string[],
  turn: Turn,
  find: (keys: readonly string[]) => Promise<Found[]>,
): Promise<Found[]> {
  return keys.length > MOST_KEYS ? findParts(keys, turn, find) : turn.before(() => find(keys));
}

async function findParts<Found>(
  keys: readonly string[],
  turn: Turn,
  find: (keys: readonly string[]) => Promise<Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    const part = keys.slice(start, start + MOST_KEYS);
    for (const one of await turn.before(() => find(part))) found.push(one);
  }
  return found;
}
