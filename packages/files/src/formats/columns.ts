import type { ItemContent } from './content.js';
import { isCellName, joinNames } from '../mapping/split-names.js';
import { targetName } from '../mapping/targets.js';

/** The most keys of a field that become columns of their own. */
const MOST_KEYS = 50;

/** A column of a table of items. */
export interface ItemColumn {
  readonly name: string;
  /** The text of an item's cell; `null` where it has none. */
  readonly cell: (item: ItemContent) => string | null;
}

/** Whether a value can be a cell of text: an empty cell is absent, and UTF-8 has no lone surrogates. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.isWellFormed();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a key can be part of the name of a column. */
function isPlainKey(key: string): boolean {
  return /^[^.:=,\s](?:[^.:=,\p{Cc}]*[^.:=,\s])?$/u.test(key) && key.isWellFormed();
}

/** Which kinds of values were seen. */
class Kinds {
  hasText = false;
  hasOther = false;

  add(value: unknown): void {
    if (value === undefined) return;
    if (isText(value)) this.hasText = true;
    else this.hasOther = true;
  }
}

/** The fields that become columns, or whose keys do. */
const CONTENT_FIELDS = [
  'input',
  'expectedOutput',
  'context',
  'splits',
  'source',
  'attributes',
] as const;

/** @see CONTENT_FIELDS */
type ContentField = (typeof CONTENT_FIELDS)[number];

/** A field, or a key of it. */
interface Place {
  readonly field: ContentField;
  readonly path: readonly string[];
}

/** What all values of a field have in common. */
class FieldSurvey {
  readonly #field: ContentField;
  readonly #whole = new Kinds();
  readonly #keys = new Map<string, Kinds>();
  #isFlat = true;

  constructor(field: ContentField) {
    this.#field = field;
  }

  add(item: ItemContent): void {
    const value = item[this.#field];
    if (value === undefined) return;
    this.#whole.add(value);
    if (!this.#isFlat) return;
    if (!isObject(value)) {
      this.#isFlat = false;
      return;
    }
    const entries = Object.entries(value);
    for (const [key, member] of entries) {
      let kinds = this.#keys.get(key);
      if (kinds === undefined) this.#keys.set(key, (kinds = new Kinds()));
      kinds.add(member);
    }
    const allPlain = entries.every(([key]) => isPlainKey(key));
    this.#isFlat = entries.length > 0 && allPlain && this.#keys.size <= MOST_KEYS;
  }

  columns(): readonly ItemColumn[] {
    if (!this.#isFlat) return columnsOf({ field: this.#field, path: [] }, this.#whole);
    return [...this.#keys].flatMap(([key, kinds]) =>
      columnsOf({ field: this.#field, path: [key] }, kinds),
    );
  }
}

/** Whether all splits can be cells such as `train;hard`. */
class SplitsSurvey {
  readonly #json = new FieldSurvey('splits');
  #isEmpty = true;
  #fitsCells = true;

  add(item: ItemContent): void {
    this.#json.add(item);
    const { splits } = item;
    if (splits === undefined) return;
    this.#isEmpty = false;
    this.#fitsCells &&= splits.every(isCellName);
  }

  columns(): readonly ItemColumn[] {
    if (this.#isEmpty || !this.#fitsCells) return this.#json.columns();
    const cell = ({ splits }: ItemContent) => (splits === undefined ? null : joinNames(splits));
    return [{ name: 'splits', cell }];
  }
}

function columnsOf(target: Place, kinds: Kinds): ItemColumn[] {
  const columns: ItemColumn[] = [];
  const value = (item: ItemContent) => valueAt(item, target);
  if (kinds.hasText) {
    columns.push({
      name: targetName({ ...target, isJson: false }),
      cell: (item) => {
        const text = value(item);
        return isText(text) ? text : null;
      },
    });
  }
  if (kinds.hasOther) {
    columns.push({
      name: targetName({ ...target, isJson: true }),
      cell: (item) => {
        const other = value(item);
        return other === undefined || isText(other) ? null : JSON.stringify(other);
      },
    });
  }
  return columns;
}

function valueAt(item: ItemContent, { field, path }: Place): unknown {
  const [key] = path;
  const value = item[field];
  if (key === undefined) return value;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * Chooses the columns of a table that holds items without loss: a column of a field or key holds
 * its texts, and one with `:json` after the name everything else. Where all values of a field are
 * objects, each of their keys becomes a column. With `joinsSplits`, splits are cells such as
 * `train;hard`, as tables of text have them.
 */
export async function surveyColumns(
  items: AsyncIterable<ItemContent>,
  { joinsSplits }: { readonly joinsSplits: boolean },
): Promise<ItemColumn[]> {
  const fields = CONTENT_FIELDS.map((field) =>
    field === 'splits' && joinsSplits ? new SplitsSurvey() : new FieldSurvey(field),
  );
  let hasExternalIds = false;
  let isEmpty = true;
  for await (const item of items) {
    isEmpty = false;
    hasExternalIds ||= item.externalId !== undefined;
    for (const field of fields) field.add(item);
  }
  if (isEmpty) return [{ name: 'input', cell: () => null }];
  const externalId: ItemColumn = {
    name: 'externalId',
    cell: (item) => item.externalId ?? null,
  };
  return [...(hasExternalIds ? [externalId] : []), ...fields.flatMap((field) => field.columns())];
}
