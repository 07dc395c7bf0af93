import { useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { isUnauthorized, useCanWrite } from '../../app/session.js';
import { ErrorView, Loading } from '../../components/states.js';
import type { DraftChange } from '../../draft/draft.js';
import { useDraft } from '../../draft/draft-store.js';
import {
  defaultColumns,
  knownPaths,
  naturalWidth,
  readColumns,
  writeColumns,
  type ColumnsChange,
} from './columns.js';
import { FailureActions } from './failure-actions.js';
import { itemHref } from './item-href.js';
import { ItemsGrid } from './items-grid.js';
import { CountLine, OldVersionNote, RowsFailure } from './items-notes.js';
import styles from './items-screen.module.css';
import { ItemsToolbar } from './items-toolbar.js';
import { NewItems } from './new-items.js';
import { NoItems } from './no-items.js';
import { listName } from './places.js';
import { itemsRoute } from './route.js';
import type { RowSource } from './row-source.js';
import { SelectionActions } from '../item/selection-actions.js';
import { SelectionBar } from './selection-bar.js';
import { useSelection } from './use-selection.js';
import { useViewedRows } from './use-viewed-rows.js';
import type { ViewChange } from './view.js';

/** Earlier versions are what they were, and so is all for those who may only read. */
const NO_CHANGES: ReadonlyMap<string, DraftChange> = new Map();

/** How many rows tell which columns there are. */
const SAMPLE = 100;

function sampleOf(source: RowSource | undefined) {
  const length = Math.min(SAMPLE, source?.total ?? 0);
  const items = Array.from({ length }, (_, index) => source?.get(index));
  return items.filter((item) => item !== undefined);
}

/** The items of a version as rows, with everything that chooses among them. */
export function ItemsScreen() {
  const { datasetId } = itemsRoute.useParams();
  const view = itemsRoute.useSearch();
  const navigate = useNavigate({ from: '/datasets/$datasetId/items' });
  const router = useRouter();
  const selection = useSelection();
  const draft = useDraft(datasetId);
  const isLatest = view.version === undefined;
  const showsDraft = useCanWrite() && isLatest;
  const [active, setActive] = useState(-1);
  const [isWhereOpen, setWhereOpen] = useState(false);
  const rows = useViewedRows(datasetId, view);
  const { source, version, error, whereError } = rows;

  const sample = useMemo(() => sampleOf(source), [source]);
  const paths = useMemo(() => knownPaths(sample), [sample]);
  const columns = useMemo(
    () =>
      (readColumns(view.columns) ?? defaultColumns(sample)).map((column) => ({
        ...column,
        natural: naturalWidth(column.path, sample),
      })),
    [view.columns, sample],
  );
  const onViewChange = (change: ViewChange) => {
    setActive(-1);
    void navigate({
      search: (now) => ({ ...now, ...(typeof change === 'function' ? change(now) : change) }),
    });
  };
  const onColumnsChange = useCallback(
    (change: ColumnsChange) => {
      void navigate({
        search: (now) => {
          const next = change(readColumns(now.columns) ?? defaultColumns(sample));
          return { ...now, columns: next === undefined ? undefined : writeColumns(next) };
        },
        replace: true,
      });
    },
    [navigate, sample],
  );
  const hrefOf = useCallback(
    (id: string) => itemHref(datasetId, id, view.version),
    [datasetId, view.version],
  );
  const { isStale } = rows;
  const onOpen = useCallback(
    (id: string, index: number) => {
      const origin = { label: 'Items', href: router.state.location.href };
      // Rows of the view before are none of this one.
      const place = isStale ? {} : { place: { view, version, index } };
      router.history.push(hrefOf(id), { origin, ...place });
    },
    [hrefOf, router, isStale, view, version],
  );

  const content = () => {
    if (error !== null) {
      if (isUnauthorized(error)) return null;
      const actions = (
        <FailureActions
          view={view}
          isAboutWhere={whereError !== undefined}
          onViewChange={onViewChange}
          onEditWhere={() => {
            setWhereOpen(true);
          }}
        />
      );
      return (
        <ErrorView
          error={error}
          title={whereError === undefined ? undefined : 'These conditions cannot be used'}
          onRetry={whereError === undefined ? rows.retry : undefined}
          actions={actions}
        />
      );
    }
    if (source === undefined) return <Loading label="Loading items" />;
    if (source.total === 0) {
      // That another view was empty says nothing of this one.
      if (isStale) return <Loading label="Loading items" />;
      return <NoItems datasetId={datasetId} view={view} onViewChange={onViewChange} />;
    }
    return (
      <>
        <ItemsGrid
          list={listName(datasetId, view)}
          source={source}
          columns={columns}
          onColumnsChange={onColumnsChange}
          selection={selection}
          changes={showsDraft ? draft.changes : NO_CHANGES}
          active={active}
          onActiveChange={setActive}
          hrefOf={hrefOf}
          onOpen={onOpen}
          isStale={isStale}
        />
        <RowsFailure source={source} />
        <CountLine total={isStale ? null : source.total} version={version} view={view} />
      </>
    );
  };

  return (
    <div className={styles.screen}>
      <ItemsToolbar
        datasetId={datasetId}
        view={view}
        onViewChange={onViewChange}
        version={version}
        columns={columns}
        onColumnsChange={onColumnsChange}
        paths={paths}
        whereError={whereError}
        whereErrorPath={rows.whereErrorPath}
        isWhereOpen={isWhereOpen}
        onWhereOpenChange={setWhereOpen}
      />
      <OldVersionNote
        version={version}
        newest={rows.newest}
        onLeave={() => {
          onViewChange({ version: undefined });
        }}
      />
      {selection.ids.size === 0 ? null : (
        <SelectionBar count={selection.ids.size} onClear={selection.clear}>
          {isLatest ? (
            <SelectionActions datasetId={datasetId} ids={selection.ids} onDone={selection.remove} />
          ) : null}
        </SelectionBar>
      )}
      {showsDraft ? <NewItems datasetId={datasetId} /> : null}
      {content()}
    </div>
  );
}
