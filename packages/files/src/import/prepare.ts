import type { Row, RowSource } from '../formats/rows.js';
import { openSource, type Source, type SourceOptions } from '../formats/source.js';
import type { InputFile } from '../formats/input-file.js';
import { checkHeader } from '../mapping/columns.js';
import { columnsByField, type FieldColumns } from '../mapping/describe.js';
import { isKnownName } from '../mapping/names.js';
import { makePlan, type MappingPlan, type PlanOptions } from '../mapping/plan.js';
import { isNativeName, type MappingOptions } from '../mapping/request.js';
import { HUGGINGFACE, isHuggingFacePage, PAGE_KEYS, unwrapPage } from '../shapes/huggingface.js';
import type { Sample } from '../shapes/shape.js';
import { FilesError } from '../errors.js';
import { withoutRowNumbers } from './row-numbers.js';

/** How many rows are looked at before the first is imported; fewer where more may never come. */
const SAMPLE_LENGTH = { file: 500, stream: 100 } as const;

/** How files are opened, and how their rows become items. */
export type PrepareOptions = SourceOptions & PlanOptions;

/** A file that is open, and how its rows become items. */
export interface PreparedFile {
  readonly file: string;
  readonly source: Source;
  readonly plan: MappingPlan;
  /** The columns of the first rows. */
  readonly columns: readonly string[];
  readonly sample: readonly Row[];
  readonly fields: FieldColumns;
  /** What is left out of a document beside its rows. */
  readonly leftOut: readonly string[];
  readonly notes: readonly string[];
}

/** Opens a file, and finds out by its first rows how they become items. */
export async function prepareFile(
  input: InputFile,
  options: PrepareOptions,
): Promise<PreparedFile> {
  const file = input.name;
  const opened = await openSource(input, options);
  const place = opened.isText ? `${file}, line 1` : file;
  if (opened.columns !== undefined && opened.isHeaderless !== true) {
    const named = namesIn(options.columns);
    checkHeader({ columns: opened.columns, isComplete: true, place }, (column) => {
      return named.includes(column) || isKnownName(column) || isNativeName(column);
    });
  }
  const length = input.isStream ? SAMPLE_LENGTH.stream : SAMPLE_LENGTH.file;
  const first = await takeSample(opened, length);
  const unwrapped = unwrap(first, options.from, file);
  const { rows, isWhole, source } =
    unwrapped === first ? first : await takeSample(unwrapped.source, length);
  const numbered = withoutRowNumbers(source, rows, place);
  const sample: Sample = {
    columns: numbered.columns ?? columnsOf(numbered.sample),
    rows: numbered.sample,
    isText: source.isText,
    envelope: source.envelope,
  };
  const isComplete = source.columns !== undefined || isWhole;
  const known = { columns: sample.columns, isComplete, place };
  const plan = await makePlan(sample, known, options);
  return {
    file,
    source: { ...opened, ...numbered.source },
    plan: unwrapped === first ? plan : { ...plan, shape: plan.shape ?? HUGGINGFACE },
    columns: sample.columns,
    sample: sample.rows,
    fields: columnsByField(plan, sample),
    leftOut: Object.keys(source.envelope?.values ?? {}).filter(
      (name) => unwrapped === first || !PAGE_KEYS.includes(name),
    ),
    notes: [...numbered.notes, ...spaceNote(sample)],
  };
}

interface Sampled<From extends RowSource> {
  readonly source: From;
  readonly rows: readonly Row[];
  /** Whether there are no others. */
  readonly isWhole: boolean;
}

/** Takes the first rows of a source, which gives them once more. */
async function takeSample<From extends RowSource>(
  source: From,
  length: number,
): Promise<Sampled<From>> {
  const iterator = source.rows[Symbol.asyncIterator]();
  const rows: Row[] = [];
  let isWhole = false;
  while (rows.length < length) {
    const next = await iterator.next();
    isWhole = next.done === true;
    if (next.done === true) break;
    rows.push(next.value);
  }
  const all = async function* (): AsyncGenerator<Row, void, undefined> {
    // They are not kept longer than the import needs them.
    for (let row = rows.shift(); row !== undefined; row = rows.shift()) yield row;
    if (isWhole) return;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      yield next.value;
    }
  };
  return { source: { ...source, rows: all() }, rows: [...rows], isWhole };
}

function unwrap<From extends RowSource>(
  sampled: Sampled<From>,
  from: string | undefined,
  file: string,
): Sampled<RowSource> {
  const { source, rows } = sampled;
  const { columns = columnsOf(rows), isText, envelope } = source;
  const isPage = isHuggingFacePage({ columns, rows, isText, envelope });
  if (isPage && (from === undefined || from === HUGGINGFACE)) {
    return { ...sampled, source: unwrapPage(source) };
  }
  if (from !== HUGGINGFACE || rows.length === 0) return sampled;
  throw new FilesError(
    'INPUT_REFUSED',
    `${file}: This is not huggingface, which has rows with row_idx and row.`,
    {
      hint: 'leave out --from, or choose another',
    },
  );
}

/** The columns of rows that name their own, in the order in which they come. */
function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ fields }) => fields.map(([column]) => column)))];
}

/** All that options say about columns, to know a column that they name. */
function namesIn({ input, expectedOutput, context, externalId, map }: MappingOptions): string[] {
  const id = typeof externalId === 'string' ? [externalId] : [];
  const pairs = (map ?? []).map((pair) => pair.slice(0, pair.lastIndexOf('=')));
  return [...(input ?? []), ...(expectedOutput ?? []), ...(context ?? []), ...id, ...pairs];
}

/** Says that all cells but the first begin with a space, as they do behind `, `. */
function spaceNote({ isText, rows, columns }: Sample): string[] {
  if (!isText || columns.length < 2 || rows.length === 0) return [];
  const hasSpaces = rows.every(({ fields }) =>
    fields.slice(1).every(([, value]) => typeof value === 'string' && value.startsWith(' ')),
  );
  return hasSpaces
    ? ["The cells begin with a space, which they keep; --delimiter ', ' takes it away."]
    : [];
}
