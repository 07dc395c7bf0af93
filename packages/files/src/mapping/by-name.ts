import type { Cell } from '../formats/rows.js';
import type { Sample } from '../shapes/shape.js';
import type { Placed } from './item.js';
import { isContextName, KNOWN_NAMES, plainName } from './names.js';
import { parseTarget, targetAt, type Field, type Target } from './targets.js';

/** What says where the values of rows go that no option names. */
export interface Placer {
  /** The name of the shape; `null` for columns that are known by their names. */
  readonly shape: string | null;
  /** The column that was taken for the external id by its name alone; `null` where none was. */
  readonly guessedId: string | null;
  readonly place: (cells: readonly Cell[]) => readonly Placed[];
}

/** Chooses one of several columns that are as good for a field. */
export type Ask = (field: Field, candidates: readonly string[]) => Promise<string>;

/** How columns are chosen. */
export interface ChoiceOptions {
  /** Fields that options fill. */
  readonly given: ReadonlySet<Field>;
  readonly ask: Ask;
}

/**
 * Chooses the columns of fields by their names: those that are called like their targets, then known
 * ones, the best name first. All others go to the context.
 */
export async function chooseByName(sample: Sample, { given, ask }: ChoiceOptions): Promise<Placer> {
  const targets = new Map<string, Target>();
  const filled = new Set<Field>(given);
  for (const column of sample.columns) {
    const target = nativeTarget(column);
    if (target === null || given.has(target.field)) continue;
    targets.set(column, target);
    filled.add(target.field);
  }
  let guessedId: string | null = null;
  for (const [field, names] of Object.entries(KNOWN_NAMES) as [Field, readonly string[]][]) {
    if (filled.has(field)) continue;
    const column = await chooseColumn(field, names, sample, targets, ask);
    if (column === null) continue;
    targets.set(column, targetAt(field));
    if (field === 'externalId') guessedId = column;
  }
  const place = (cells: readonly Cell[]): Placed[] =>
    cells.map(([column, value]) => {
      let target = targets.get(column);
      if (target === undefined) {
        target = otherTarget(column, given);
        targets.set(column, target);
      }
      return { column, target, value };
    });
  return { shape: null, guessedId, place };
}

/** Where a column goes that is called like its target. The context may be any value of that name. */
function nativeTarget(column: string): Target | null {
  const target = parseTarget(column);
  if (target?.field !== 'context' || target.path.length > 0) return target;
  return { ...target, path: target.isJson ? [] : [column], isSpread: true };
}

/** Where a column goes that was not chosen for anything. */
function otherTarget(column: string, given: ReadonlySet<Field>): Target {
  const native = nativeTarget(column);
  if (native !== null && !given.has(native.field)) return native;
  const isSpread = isContextName(column);
  return { ...targetAt('context', [column]), ...(isSpread ? { isSpread } : {}) };
}

async function chooseColumn(
  field: Field,
  names: readonly string[],
  sample: Sample,
  taken: ReadonlyMap<string, Target>,
  ask: Ask,
): Promise<string | null> {
  for (const name of names) {
    const plain = plainName(name);
    const candidates = sample.columns.filter(
      (column) =>
        !taken.has(column) &&
        plainName(column) === plain &&
        (field !== 'externalId' || mayBeId(sample, column)),
    );
    const [only = null, ...others] = candidates;
    if (others.length > 0) return ask(field, candidates);
    if (only !== null) return only;
  }
  return null;
}

/** Whether the values of a column in the first rows are texts or numbers, each once. */
function mayBeId({ rows }: Sample, column: string): boolean {
  const seen = new Set<string>();
  for (const { fields } of rows) {
    const value = fields.find(([name]) => name === column)?.[1];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value !== 'string' && typeof value !== 'number') return false;
    if (seen.has(String(value))) return false;
    seen.add(String(value));
  }
  return true;
}
