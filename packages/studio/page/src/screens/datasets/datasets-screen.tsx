import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { Database, Plus, SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { datasetsQuery } from '../../api/queries.js';
import type { DatasetsQuery } from '../../api/wire.js';
import { datasetRoute } from '../../app/dataset-route.js';
import { useDocumentTitle } from '../../app/document-title.js';
import { useShortcuts } from '../../app/keyboard.js';
import { isUnauthorized, useCanWrite } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Select } from '../../components/field.js';
import { SearchBox } from '../../components/search-box.js';
import { EmptyState, ErrorView, Loading } from '../../components/states.js';
import { itemsRoute } from '../items/route.js';
import { CreateDatasetDialog } from './create-dataset-dialog.js';
import { DatasetTable } from './dataset-table.js';
import styles from './datasets-screen.module.css';
import { Pager } from './pager.js';
import { DATASET_ORDERS, datasetsRoute, type DatasetOrder } from './route.js';

const PER_PAGE = 50;

const ORDERS: Readonly<Record<DatasetOrder, { label: string; orderBy: DatasetsQuery['orderBy'] }>> =
  {
    newest: { label: 'Newest first', orderBy: undefined },
    changed: {
      label: 'Settings changed last',
      orderBy: { field: 'updatedAt', direction: 'desc' },
    },
    name: { label: 'By name', orderBy: { field: 'name', direction: 'asc' } },
  };

/** Brings the code of the screen that comes next, once this one is there. */
function useItemsScreenInAdvance(isShown: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!isShown) return;
    // What fails here fails again where it is needed.
    for (const route of [datasetRoute, itemsRoute]) {
      router.loadRouteChunk(route)?.catch(() => undefined);
    }
  }, [isShown, router]);
}

/** All datasets of the store. */
export function DatasetsScreen() {
  const view = datasetsRoute.useSearch();
  const navigate = useNavigate({ from: '/' });
  const canWrite = useCanWrite();
  const [isCreating, setCreating] = useState(false);
  const page = Math.max(1, Number.parseInt(view.page ?? '1', 10) || 1);
  const { data, error, isPlaceholderData, refetch } = useQuery(
    datasetsQuery({
      search: view.search,
      orderBy: ORDERS[view.order ?? 'newest'].orderBy,
      page: page - 1,
      perPage: PER_PAGE,
    }),
  );
  useDocumentTitle('All');
  useItemsScreenInAdvance(data !== undefined);
  const create = () => {
    setCreating(true);
  };
  useShortcuts(canWrite ? [{ keys: 'n', label: 'New dataset', run: create }] : []);
  const newButton = canWrite ? (
    <Button variant="primary" icon={<Plus aria-hidden />} onClick={create}>
      New dataset
    </Button>
  ) : null;
  const changeView = (change: Partial<typeof view>) => {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  };

  const content = () => {
    if (data === undefined) {
      if (error === null) return <Loading />;
      return isUnauthorized(error) ? null : (
        <ErrorView error={error} onRetry={() => void refetch()} />
      );
    }
    if (data.pagination.total === 0) {
      // That nothing was found before says nothing of what is looked for now.
      if (isPlaceholderData) return <Loading />;
      if (view.search !== undefined) {
        const clear = () => {
          changeView({ search: undefined });
        };
        return (
          <EmptyState
            icon={<SearchX aria-hidden />}
            title={`No dataset has “${view.search}” in its name`}
            actions={<Button onClick={clear}>Show all datasets</Button>}
          />
        );
      }
      return (
        <EmptyState icon={<Database aria-hidden />} title="No datasets yet" actions={newButton}>
          A dataset holds the cases that you evaluate with: inputs, and the outputs that you expect.
          Make one here and drop a file on its Import tab, or use{' '}
          <code>mastra-datasets import</code>.
        </EmptyState>
      );
    }
    return (
      <>
        <DatasetTable datasets={data.datasets} isStale={isPlaceholderData} />
        <Pager
          page={page}
          pagination={data.pagination}
          onChange={(next) => {
            changeView({ page: next === 1 ? undefined : String(next) });
          }}
        />
      </>
    );
  };

  return (
    <div className={styles.screen}>
      <div className={styles.toolbar}>
        <h1 className={styles.title}>Datasets</h1>
        <SearchBox
          label="Search names"
          value={view.search ?? ''}
          onChange={(search) => {
            changeView({ search: search === '' ? undefined : search });
          }}
        />
        <Select
          aria-label="Order"
          className={styles.order}
          value={view.order ?? 'newest'}
          onChange={(event) => {
            const order = DATASET_ORDERS.find((name) => name === event.target.value);
            changeView({ order: order === 'newest' ? undefined : order });
          }}
        >
          {DATASET_ORDERS.map((order) => (
            <option key={order} value={order}>
              {ORDERS[order].label}
            </option>
          ))}
        </Select>
        <div className={styles.actions}>{newButton}</div>
      </div>
      {content()}
      {isCreating ? (
        <CreateDatasetDialog
          onClose={() => {
            setCreating(false);
          }}
        />
      ) : null}
    </div>
  );
}
