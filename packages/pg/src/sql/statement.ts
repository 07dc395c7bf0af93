/** A value of a parameter; bytes are in the binary format of the parameter's type. */
export type Value = string | number | boolean | Buffer | null;

/** A statement with parameters `$1`, `$2` … */
export interface Statement {
  readonly text: string;
  readonly values: readonly Value[];
  /**
   * Set where the plan depends on how much is there at the time, so that none is kept from when
   * there was little.
   */
  readonly isPlannedAnew?: true;
  /** Set where it saves the server work to keep the plan, although there are no parameters. */
  readonly isPlanKept?: true;
}

/** Of how many rows or keys a statement is, at most, whose plan is kept. */
const MOST_PREPARED = 100;

/**
 * Has a statement of many rows or keys planned anew. A plan that was made while a table was small may
 * look through the whole table for each of them.
 */
export function plannedFor(count: number): Pick<Statement, 'isPlannedAnew'> {
  return count > MOST_PREPARED ? { isPlannedAnew: true } : {};
}

/** Statements that lock what a transaction is about before the rest of it runs. */
export interface Lock {
  /** Fails when another transaction holds the lock. */
  readonly now: Statement;
  /** Waits for it. */
  readonly wait: Statement;
}

/** Collects the values of a statement while its text is written. */
export class Parameters {
  readonly values: Value[] = [];

  /** Gives the placeholder of a value. */
  add(value: Value): string {
    return `$${this.values.push(value)}`;
  }
}
