import { QueryCache, QueryClient, useQuery, type QueryKey } from '@tanstack/react-query';
import { ApiProblem, isTransient } from '../api/problem.js';
import { capabilitiesQuery, datasetQuery, keys } from '../api/queries.js';
import { onTokenChange } from '../api/token.js';

/** How often a request is tried again that may succeed by itself. */
const MOST_RETRIES = 2;

/** Whether the server does not know the token. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'UNAUTHORIZED';
}

/** The query of a dataset that another query about it did not find; `undefined` for other errors. */
function goneDataset(error: unknown, [kind, id, what]: QueryKey) {
  const isGone = error instanceof ApiProblem && error.code === 'DATASET_NOT_FOUND';
  if (!isGone || kind !== keys.dataset('')[0] || typeof id !== 'string') return undefined;
  const { queryKey } = datasetQuery(id);
  return queryKey[2] === what ? undefined : { queryKey };
}

/**
 * Makes the cache of answers. When the server refuses the token, it asks again what that allows, and so
 * the page asks its user for another one; a new token makes it ask for everything again. When the server
 * does not know the dataset of an answer, it asks for that again, and so the page says that it is gone.
 */
export function createPageQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (isUnauthorized(error) && queryKey[0] !== keys.capabilities[0]) {
          void client.invalidateQueries({ queryKey: keys.capabilities });
        }
        const dataset = goneDataset(error, queryKey);
        if (dataset !== undefined) void client.invalidateQueries(dataset);
      },
    }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < MOST_RETRIES && isTransient(error),
        staleTime: 2_000,
        // The server may be on this machine, which needs no network for it.
        networkMode: 'always',
      },
      // A change that was not answered may have been made: only its user knows what to do.
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  onTokenChange(() => void client.resetQueries());
  return client;
}

/** Whether the token lets one change things. `false` until that is known. */
export function useCanWrite(): boolean {
  const { data } = useQuery(capabilitiesQuery());
  return data?.role === 'write';
}

/** Whether it is known that the token lets one change nothing. */
export function useIsReadOnly(): boolean {
  const { data } = useQuery(capabilitiesQuery());
  return data !== undefined && data.role !== 'write';
}
