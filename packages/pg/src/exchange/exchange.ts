import { isWarning } from '../errors.js';
import type { PostgresClient } from '../options.js';
import type { Row } from '../rows.js';
import type { Statement } from '../sql/statement.js';
import { Batch, takesBatches } from './batch.js';
import type { ExchangeOptions } from './options.js';
import type { Progress } from './progress.js';
import { isWorthPreparing, statementName } from './statement-names.js';

/** What became of some statements that were sent together. */
export interface Exchange extends Progress {
  /** The rows of each statement that was run. */
  readonly rows: readonly Row[][];
  /** What the server warned of while it ran the last statement. */
  readonly lastWarnings: readonly Error[];
}

/**
 * Sends statements and waits for their answers. After one that fails, none is run: the server skips
 * the rest. That takes one round trip where the client can send them together.
 */
export async function exchange(
  client: PostgresClient,
  statements: readonly Statement[],
  options: ExchangeOptions,
): Promise<Exchange> {
  const rows: Row[][] = [];
  const lastWarnings: Error[] = [];
  const note = (notice: Error) => {
    if (rows.length === statements.length - 1 && isWarning(notice)) lastWarnings.push(notice);
  };
  client.on('notice', note);
  const progress = takesBatches(client)
    ? await new Batch(statements, options, rows).run(client)
    : await sendOneByOne(client, statements, options, rows);
  client.off('notice', note);
  return { rows, lastWarnings, ...progress };
}

async function sendOneByOne(
  client: PostgresClient,
  statements: readonly Statement[],
  { prepares }: ExchangeOptions,
  rows: Row[][],
): Promise<Progress> {
  for (const [index, statement] of statements.entries()) {
    const { text, values } = statement;
    const name = prepares && isWorthPreparing(statement) ? { name: statementName(text) } : {};
    try {
      const query = { ...name, text, values: [...values], rowMode: 'array' as const };
      rows.push((await client.query(query)).rows);
    } catch (cause) {
      return { failure: { cause }, sent: index + 1 };
    }
  }
  return { failure: null, sent: statements.length };
}
