import type { Statement, Value } from './statement.js';
import { unionOf } from './unions.js';

/** Queries for the states of some items: for those that are current, and for former ones. */
export interface StateQueries {
  readonly texts: readonly string[];
  /** The parameters of each. */
  readonly values: readonly Value[];
}

/** One statement for all states. */
export function united({ texts, values }: StateQueries): Statement {
  const [only = ''] = texts;
  return { text: texts.length > 1 ? unionOf(texts) : only, values };
}

/** A statement for each kind of states, those that are current first. */
export function separate({ texts, values }: StateQueries): Statement[] {
  return texts.map((text) => ({ text, values }));
}
