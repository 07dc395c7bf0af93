import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { ApiProblem } from '../api/problem.js';
import { datasetQuery } from '../api/queries.js';
import { SafeText } from '../components/safe-text.js';
import { ErrorView } from '../components/states.js';
import { DraftBar } from '../draft/draft-bar.js';
import { DatasetGone } from './dataset-gone.js';
import { AllDatasetsLink } from './all-datasets-link.js';
import styles from './dataset-layout.module.css';
import { datasetRoute } from './dataset-route.js';
import { DATASET_TABS } from './dataset-tabs.js';
import { useDocumentTitle } from './document-title.js';
import { isUnauthorized, useIsReadOnly } from './session.js';

/** The name of a dataset, its tabs, and the screen that one of them shows. */
export function DatasetLayout() {
  const { datasetId } = datasetRoute.useParams();
  const { data: dataset, error, refetch } = useQuery(datasetQuery(datasetId));
  const { pathname } = useLocation();
  const isReadOnly = useIsReadOnly();
  const tabs = DATASET_TABS.filter(({ isForWriters }) => !isReadOnly || !isForWriters);
  useDocumentTitle(dataset?.name ?? datasetId);
  if (error instanceof ApiProblem && error.code === 'DATASET_NOT_FOUND') {
    return <DatasetGone datasetId={datasetId} wasThere={dataset !== undefined} />;
  }
  if (error !== null && dataset === undefined) {
    if (isUnauthorized(error)) return null;
    return <ErrorView error={error} onRetry={() => void refetch()} actions={<AllDatasetsLink />} />;
  }
  if (/^\/datasets\/[^/]+\/?$/.test(pathname)) {
    return <Navigate to="/datasets/$datasetId/items" params={{ datasetId }} replace />;
  }
  return (
    <div className={styles.layout}>
      <div className={styles.header}>
        <h1 className={styles.name} title={dataset?.description}>
          <SafeText text={dataset?.name ?? ' '} limit={200} />
        </h1>
        <nav className={styles.tabs} aria-label="Dataset">
          {tabs.map(({ label, to }) => (
            <Link
              key={to}
              to={to}
              params={{ datasetId }}
              className={styles.tab}
              activeOptions={{ includeSearch: false }}
            >
              {label}
            </Link>
          ))}
        </nav>
      </div>
      <div className={styles.content}>
        <Outlet />
      </div>
      <DraftBar datasetId={datasetId} />
    </div>
  );
}
