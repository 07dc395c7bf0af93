import {
  DatasetsError,
  TABLE_DATASET_ITEMS,
  TABLE_DATASET_VERSIONS,
  TABLE_DATASETS,
} from '@mastra-datasets/core';
import type { Dialect, MastraConnection } from '../connection/connection.js';

/** What a column holds. */
type ColumnKind = 'text' | 'json' | 'time' | 'number' | 'truth' | 'unknown';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The type as the database calls it. */
  readonly type: string;
  /** Whether it holds objects and arrays. */
  readonly holdsJson: boolean;
}

/** The columns of each table that the releases of Mastra have had so far. */
const KINDS = {
  [TABLE_DATASETS]: {
    id: 'text',
    name: 'text',
    description: 'text',
    metadata: 'json',
    inputSchema: 'json',
    groundTruthSchema: 'json',
    requestContextSchema: 'json',
    tags: 'json',
    targetType: 'text',
    targetIds: 'json',
    scorerIds: 'json',
    organizationId: 'text',
    projectId: 'text',
    candidateKey: 'text',
    candidateId: 'text',
    version: 'number',
    createdAt: 'time',
    updatedAt: 'time',
  },
  [TABLE_DATASET_ITEMS]: {
    id: 'text',
    datasetId: 'text',
    datasetVersion: 'number',
    externalId: 'text',
    organizationId: 'text',
    projectId: 'text',
    validTo: 'number',
    isDeleted: 'truth',
    input: 'json',
    groundTruth: 'json',
    requestContext: 'json',
    metadata: 'json',
    source: 'json',
    expectedTrajectory: 'json',
    toolMocks: 'json',
    unmockedToolPolicy: 'text',
    scorerIds: 'json',
    createdAt: 'time',
    updatedAt: 'time',
  },
  [TABLE_DATASET_VERSIONS]: {
    id: 'text',
    datasetId: 'text',
    version: 'number',
    createdAt: 'time',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ColumnKind>>>>;

/** A table of Mastra's own stores. */
type MastraTable = keyof typeof KINDS;

/** Columns that tables of the same names have in Mastra, and in none of our releases. */
const OF_MASTRA: ReadonlyMap<MastraTable, readonly string[]> = new Map([
  [TABLE_DATASETS, ['groundTruthSchema']],
  [TABLE_DATASET_ITEMS, ['datasetVersion', 'isDeleted', 'groundTruth']],
]);

/** The columns that a database has, by table. */
export type Columns = Readonly<Record<MastraTable, readonly Column[]>>;

/** Reads which columns there are. Rejects with `SCHEMA_MISMATCH` where the tables are not Mastra's. */
export async function readColumns({ dialect, run }: MastraConnection): Promise<Columns> {
  const read = async (table: MastraTable): Promise<readonly Column[]> => {
    const rows = await run(dialect.columnsOfTable, [table]);
    const types = new Map(rows.map(({ name, type }) => [String(name), String(type)] as const));
    const needed = OF_MASTRA.get(table) ?? ['version'];
    if (!needed.every((name) => types.has(name))) throw notMastras(table);
    const kinds: Readonly<Record<string, ColumnKind>> = KINDS[table];
    const twins = new Set(
      Object.entries(kinds).flatMap(([name, kind]) =>
        kind === 'time' ? dialect.timeColumns(name).filter((column) => column !== name) : [],
      ),
    );
    return [...types]
      .filter(([name]) => !twins.has(name))
      .map(([name, type]) => {
        const kind = kinds[name] ?? 'unknown';
        const jsonTypes = dialect.hasJsonInText ? /json|text/i : /json/i;
        const holdsJson = kind === 'json' || (kind === 'unknown' && jsonTypes.test(type));
        return { name, type, kind, holdsJson };
      });
  };
  return {
    [TABLE_DATASETS]: await read(TABLE_DATASETS),
    [TABLE_DATASET_ITEMS]: await read(TABLE_DATASET_ITEMS),
    [TABLE_DATASET_VERSIONS]: await read(TABLE_DATASET_VERSIONS),
  };
}

function notMastras(table: string): DatasetsError {
  return new DatasetsError(
    'SCHEMA_MISMATCH',
    `The database has no table ${table} of Mastra's own stores. Their init() makes it, which an ` +
      'application with Mastra calls when it starts.',
    { details: { table } },
  );
}

/** Rejects where a table lacks columns that writing to it needs. */
export function requireAllColumns(columns: Columns): void {
  for (const [table, kinds] of Object.entries(KINDS)) {
    const present = new Set(columns[table as MastraTable].map(({ name }) => name));
    const missing = Object.keys(kinds).filter((name) => !present.has(name));
    if (missing.length === 0) continue;
    throw new DatasetsError(
      'SCHEMA_MISMATCH',
      `The table ${table} is of an older release of Mastra: it has no ${missing.join(', ')}. ` +
        'Start the application once with a newer one, which adds them.',
      { details: { table, missing } },
    );
  }
}

/** The columns as a query selects them, each under its own name. */
export function selection(dialect: Dialect, columns: readonly Column[]): string {
  return columns.map((column) => `${expression(dialect, column)} AS "${column.name}"`).join(', ');
}

function expression(dialect: Dialect, { name, kind }: Column): string {
  switch (kind) {
    case 'json':
      return dialect.jsonText(name);
    case 'time':
      return dialect.time(name);
    case 'unknown':
      return dialect.unknownText(name);
    default:
      return `"${name}"`;
  }
}
