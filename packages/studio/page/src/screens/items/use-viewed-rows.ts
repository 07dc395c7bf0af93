import { useQuery } from '@tanstack/react-query';
import { ApiProblem } from '../../api/problem.js';
import { datasetQuery, versionQuery } from '../../api/queries.js';
import { describeError } from '../../components/describe-error.js';
import { queryOf, WhereSyntaxError } from './query.js';
import { isVersionNumber } from './rows-query.js';
import { useRows } from './use-rows.js';
import type { ItemsView } from './view.js';

/** How often the page asks whether there is a newer version, in milliseconds. */
const WATCH_INTERVAL = 15_000;

/** The version that a view shows, by its number where versions have one; `null` until that is known. */
function useShownVersion(datasetId: string, { version }: ItemsView) {
  const dataset = useQuery({ ...datasetQuery(datasetId), refetchInterval: WATCH_INTERVAL });
  const isNumber = version !== undefined && isVersionNumber(version);
  const named = useQuery({
    ...versionQuery(datasetId, version ?? ''),
    enabled: version !== undefined && !isNumber,
  });
  const newest = dataset.data?.versionNumber;
  if (isNumber) return { shown: version, newest, error: null };
  if (version !== undefined) {
    const number = named.data?.number;
    return { shown: number === undefined ? null : String(number), newest, error: named.error };
  }
  if (dataset.data === undefined) return { shown: null, newest, error: null };
  return { shown: newest === undefined ? undefined : String(newest), newest, error: null };
}

/** What to ask for, or why that cannot be said. */
function readQuery(view: ItemsView, version: string | null | undefined) {
  if (version === null) return { query: null, error: null };
  try {
    return { query: queryOf(view, version), error: null };
  } catch (error) {
    if (!(error instanceof WhereSyntaxError)) throw error;
    return { query: null, error };
  }
}

/** Whether an error is about the conditions. */
function isAboutWhere(error: unknown): boolean {
  if (error instanceof WhereSyntaxError) return true;
  return error instanceof ApiProblem && (error.path?.startsWith('where') ?? false);
}

/** Finds the rows of a view, or why there are none. */
export function useViewedRows(datasetId: string, view: ItemsView) {
  const { shown, newest, error: versionError } = useShownVersion(datasetId, view);
  const { query, error: syntaxError } = readQuery(view, shown);
  const rows = useRows(datasetId, query);
  const error = versionError ?? syntaxError ?? rows.error;
  return {
    /** The version by its number; `undefined` where it has none, or while it is not known. */
    version: shown ?? undefined,
    newest,
    source: rows.data,
    /** Whether the rows are those of the view before. */
    isStale: rows.isPlaceholderData,
    error,
    /** What is wrong with the conditions; `undefined` when nothing is. */
    whereError: isAboutWhere(error) ? describeError(error).detail : undefined,
    whereErrorPath: error instanceof ApiProblem ? error.path : undefined,
    retry: rows.error === null ? undefined : () => void rows.refetch(),
  };
}
