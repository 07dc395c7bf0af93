import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { EmptyState, ErrorView, Loading } from '../components/states.js';
import { AllDatasetsLink } from './all-datasets-link.js';
import { routeTree } from './routes.js';
import { parseSearch, stringifySearch } from './search-params.js';

/** Makes the router of the page: what an address shows, and how addresses are written. */
export function createPageRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    // The cache of answers decides what is fresh.
    defaultPreloadStaleTime: 0,
    scrollRestoration: false,
    // What was opened or typed for one dataset or item is nothing of another one, also where the browser
    // goes from one to the other at once.
    defaultRemountDeps: ({ params }) => params as Record<string, string>,
    defaultPendingComponent: () => <Loading />,
    defaultErrorComponent: ({ error, reset }) => <ErrorView error={error} onRetry={reset} />,
    defaultNotFoundComponent: () => (
      <EmptyState title="There is nothing at this address" actions={<AllDatasetsLink />}>
        The link may be from another store, or it lost a part on its way.
      </EmptyState>
    ),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
