import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { GitCompare } from 'lucide-react';
import { useState } from 'react';
import { datasetQuery } from '../../api/queries.js';
import { isUnauthorized } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { EmptyState, ErrorView, Loading } from '../../components/states.js';
import { Comparison } from './comparison.js';
import { CompareToolbar } from './compare-toolbar.js';
import styles from './compare-screen.module.css';
import { compareRoute } from './route.js';
import type { CompareChange } from './view.js';

/** What differs between two versions. The whole view is in the address. */
export function CompareScreen() {
  const { datasetId } = compareRoute.useParams();
  const view = compareRoute.useSearch();
  const navigate = useNavigate({ from: '/datasets/$datasetId/compare' });
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const [attempt, setAttempt] = useState(0);
  const newest = dataset?.versionNumber;
  if (newest === undefined) return <Loading />;

  // Without versions in the address: what the last change did.
  const to = view.to ?? String(newest);
  const from = view.from ?? String(Math.max(0, newest - 1));
  const change = (next: CompareChange) => {
    void navigate({
      // On top of what the address says by now: what is shown may lag behind several keys.
      search: (now) => {
        const named = { ...now, from: now.from ?? from, to: now.to ?? to };
        return { ...named, ...(typeof next === 'function' ? next(named) : next) };
      },
      replace: true,
    });
  };
  return (
    <div className={styles.screen}>
      <CompareToolbar
        datasetId={datasetId}
        from={from}
        to={to}
        layout={view.layout}
        onChange={change}
      />
      <Comparison
        key={`${from} ${to} ${attempt}`}
        datasetId={datasetId}
        from={from}
        to={to}
        view={view}
        onChange={change}
        nothing={
          <EmptyState
            icon={<GitCompare aria-hidden />}
            title="These two versions have the same items"
          >
            {newest === 0
              ? 'The dataset is new. Each change of its items makes a version to compare.'
              : 'Choose other versions above.'}
          </EmptyState>
        }
        failed={(error) =>
          isUnauthorized(error) ? null : (
            <ErrorView
              error={error}
              onRetry={() => {
                setAttempt(attempt + 1);
              }}
              actions={
                view.from === undefined && view.to === undefined ? null : (
                  <Button
                    onClick={() => {
                      void navigate({ search: {}, replace: true });
                    }}
                  >
                    Compare the last change
                  </Button>
                )
              }
            />
          )
        }
      />
    </div>
  );
}
