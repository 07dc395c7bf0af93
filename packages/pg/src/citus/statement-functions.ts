import { statementName } from '../exchange/statement-names.js';
import type { Row } from '../rows.js';
import type { Statement, Value } from '../sql/statement.js';
import { qualify, type TablePlace } from '../tables.js';

/**
 * The most text that a call carries, in UTF-16 code units or bytes. Citus writes it into another
 * statement, which costs more than the exchanges that a call saves where there is much of it.
 */
const MOST_TEXT = 100_000;

/** Statements that run one after the other, in one transaction. */
export type Statements = readonly Statement[];

/** The name of the function that runs statements of these texts; other texts have another one. */
export function functionName({ prefix }: TablePlace, statements: Statements): string {
  const texts = statements.map(({ text }) => text).join(';\n');
  return `${prefix}mastra_dataset_commit_${statementName(texts).slice(-12)}`;
}

function sizeOf(value: Value): number {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 0;
}

/**
 * Functions of the server that run all statements of a commit. Citus runs a call on the machine
 * that has the dataset: one hop from the machine that was asked, where a transaction takes one for
 * each statement, and two more to begin and to end it there.
 */
export class StatementFunctions {
  readonly #place: TablePlace;
  readonly #names: ReadonlySet<string>;

  constructor(place: TablePlace, names: Iterable<string>) {
    this.#place = place;
    this.#names = new Set(names);
  }

  /** The call that runs statements and commits them; `null` where there is none for them. */
  callOf(statements: Statements): Statement | null {
    const name = functionName(this.#place, statements);
    if (!this.#names.has(name)) return null;
    const values = statements.flatMap((statement) => statement.values);
    if (values.reduce((sum: number, value) => sum + sizeOf(value), 0) > MOST_TEXT) return null;
    const places = values.map((_, index) => `$${index + 1}`).join(', ');
    // Named, as an argument's type decides what its bytes mean.
    return {
      text: `SELECT * FROM ${qualify({ ...this.#place, prefix: '' }, name)}(${places})`,
      values,
    };
  }
}

/** Sorts what a call gives by the statement that gave it. */
export function rowsOfStatements(statements: Statements, called: readonly Row[]): Row[][] {
  const rows: Row[][] = statements.map(() => []);
  for (const [statement, row] of called) {
    rows[Number(statement)]?.push(Object.values(JSON.parse(String(row)) as object));
  }
  return rows;
}

/** Whether a statement gives rows. */
function givesRows(text: string): boolean {
  return /^\s*SELECT\b|\bRETURNING\b/.test(text);
}

/** Numbers the parameters of a text from another one on. */
function renumber(text: string, offset: number): string {
  return text.replaceAll(/\$(\d+)/g, (_, number: string) => `$${Number(number) + offset}`);
}

/**
 * Writes the function that runs statements, whose parameters are theirs one after the other. It
 * gives a row for each that a statement gives: the number of the statement, and the row as JSON.
 * The types are those of all parameters.
 */
export function createFunction(
  place: TablePlace,
  statements: Statements,
  types: readonly string[],
  lockTimeoutMs: number,
): string {
  let offset = 0;
  const steps = statements.map(({ text, values }, index) => {
    const step = renumber(text, offset);
    offset += values.length;
    return givesRows(text)
      ? `"ofStatement" := ${index};
        FOR "eachRow" IN ${step} LOOP
          "asJson" := row_to_json("eachRow");
          RETURN NEXT;
        END LOOP;`
      : `${step};`;
  });
  return `CREATE OR REPLACE FUNCTION ${signature(place, statements, types)}
    RETURNS TABLE ("ofStatement" integer, "asJson" text) LANGUAGE plpgsql AS $function$
    DECLARE
      "eachRow" record;
    BEGIN
      PERFORM set_config('lock_timeout', '${lockTimeoutMs}', true);
      ${steps.join('\n      ')}
    END
    $function$`;
}

/** A function's name and the types of its parameters. */
export function signature(
  place: TablePlace,
  statements: Statements,
  types: readonly string[],
): string {
  const name = functionName(place, statements);
  return `${qualify({ ...place, prefix: '' }, name)}(${types.join(', ')})`;
}
