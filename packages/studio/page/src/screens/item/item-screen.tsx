import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { EllipsisVertical, Pencil, Trash } from 'lucide-react';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { datasetQuery, itemHistoryQuery, itemQuery } from '../../api/queries.js';
import type { DatasetItemState } from '../../api/wire.js';
import { useShortcuts } from '../../app/keyboard.js';
import { BackLink, useOrigin, useReturn, type Origin } from '../../app/origin.js';
import { useCanWrite } from '../../app/session.js';
import { Badge } from '../../components/badge.js';
import { Button, IconButton } from '../../components/button.js';
import { Menu, MenuItem } from '../../components/menu.js';
import { SafeText } from '../../components/safe-text.js';
import { EmptyState, ErrorView, Loading } from '../../components/states.js';
import { versionLabel } from '../../components/version-name.js';
import { openCommitDialog } from '../../draft/commit-request.js';
import { additionOf, withContent } from '../../draft/draft.js';
import { draftStore, useDraft } from '../../draft/draft-store.js';
import { ConflictPanel } from './conflict-panel.js';
import { discardChanges } from './discard.js';
import { History } from './history.js';
import { ItemContent } from './item-content.js';
import { ItemEditor } from './item-editor.js';
import { ItemFacts } from './item-facts.js';
import { ItemPager } from './item-pager.js';
import { newDraftId } from './new-draft-id.js';
import { itemRoute } from './route.js';
import styles from './item.module.css';
import { useNeighbours } from './use-neighbours.js';

/** How often one looks whether somebody else changed an item, in milliseconds. */
const POLL_MS = 10_000;

/** The items among which an item stands, for whoever opened its address by itself. */
function itemsOrigin(datasetId: string, version: string | undefined): Origin {
  const query = version === undefined ? '' : `?version=${encodeURIComponent(version)}`;
  return { label: 'Items', href: `/datasets/${encodeURIComponent(datasetId)}/items${query}` };
}

/** An item: what it holds, its history, and where it is edited. */
export function ItemScreen() {
  const { datasetId, itemId } = itemRoute.useParams();
  const { version } = itemRoute.useSearch();
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const change = useDraft(datasetId).changes.get(itemId);
  const {
    data: found,
    error,
    refetch,
  } = useQuery({
    ...itemQuery(datasetId, itemId, version),
    // Whoever changes it wants to know soon that somebody else was faster.
    refetchInterval: change === undefined ? false : POLL_MS,
  });
  const isMissing = error instanceof ApiProblem && error.code === 'ITEM_NOT_FOUND';
  const item = isMissing ? undefined : found;
  const canWrite = useCanWrite();
  const navigate = useNavigate();
  const origin = useOrigin(itemsOrigin(datasetId, version));
  const goBack = useReturn(origin);
  const neighbours = useNeighbours(datasetId, itemId);
  const [isOpened, setOpened] = useState(false);
  const isLatest = version === undefined;
  const canEdit = canWrite && isLatest && item !== undefined && item.purgedAt === undefined;
  const isEditing = canEdit && change?.type !== 'delete' && (isOpened || change !== undefined);

  const showNewItem = (draftId: string) =>
    void navigate({
      to: '/datasets/$datasetId/new-items/$draftId',
      params: { datasetId, draftId },
    });
  const edit = () => {
    setOpened(true);
  };
  const leave = () => {
    setOpened(false);
  };
  const takeOver = ({ item: content }: DatasetItemState) => {
    if (found === undefined || isMissing) {
      const id = newDraftId();
      draftStore(datasetId).set(id, additionOf(id, content));
      showNewItem(id);
      return;
    }
    draftStore(datasetId).set(itemId, withContent(found, content));
    openCommitDialog(datasetId, `Restore the content of v${content.versionNumber ?? ''}`);
  };
  const remove = () => {
    if (item === undefined) return;
    draftStore(datasetId).set(itemId, { type: 'delete', id: itemId, base: item });
  };
  useShortcuts([
    ...(canEdit && !isEditing ? [{ keys: 'e', label: 'Edit the item', run: edit }] : []),
    ...(isEditing && change === undefined
      ? [{ keys: 'Escape', label: 'Stop editing', run: leave }]
      : [{ keys: 'Escape', label: `Back to ${origin.label.toLowerCase()}`, run: goBack }]),
    ...(neighbours === null
      ? []
      : [
          { keys: 'j', label: 'Next item', run: () => neighbours.next?.() },
          { keys: 'k', label: 'Previous item', run: () => neighbours.previous?.() },
        ]),
    {
      keys: 'Mod+Enter',
      label: 'Commit the changes',
      run: () => {
        openCommitDialog(datasetId);
      },
    },
  ]);

  return (
    <div className={styles.screen}>
      <div className={styles.bar}>
        <BackLink origin={origin} className={styles.back} />
        <ItemPager neighbours={neighbours} />
        <h2 className={styles.title}>
          <SafeText text={item?.externalId ?? itemId} limit={80} />
        </h2>
        {isLatest ? null : <Badge tone="warning">{versionLabel(version)}</Badge>}
        {change === undefined ? null : <Badge tone="accent">Not committed</Badge>}
        <div className={styles.tools}>
          {isLatest ? null : (
            <Link to="/datasets/$datasetId/items/$itemId" params={{ datasetId, itemId }} state>
              Show the latest
            </Link>
          )}
          {isEditing && change !== undefined ? (
            <Button
              onClick={() => {
                setOpened(false);
                discardChanges(datasetId, [itemId]);
              }}
            >
              Discard
            </Button>
          ) : null}
          {isEditing && change === undefined ? <Button onClick={leave}>Close</Button> : null}
          {canEdit && !isEditing && change === undefined ? (
            <>
              <Button icon={<Pencil />} onClick={edit}>
                Edit
              </Button>
              <Menu trigger={<IconButton label="More" icon={<EllipsisVertical />} />}>
                <MenuItem icon={<Trash />} isDangerous onSelect={remove}>
                  Delete the item
                </MenuItem>
              </Menu>
            </>
          ) : null}
        </div>
      </div>
      <div className={styles.columns}>
        <div className={styles.main}>
          {change === undefined || !isLatest ? null : (
            <ConflictPanel
              datasetId={datasetId}
              change={change}
              current={isMissing ? null : (found ?? null)}
              onAddedAgain={showNewItem}
            />
          )}
          {change?.type === 'delete' ? (
            <div className={styles.notice} role="status">
              This item will be deleted when you commit.
              <Button
                onClick={() => {
                  draftStore(datasetId).set(itemId, null);
                }}
              >
                Keep it
              </Button>
            </div>
          ) : null}
          {item === undefined ? (
            <Missing error={isMissing ? null : error} isMissing={isMissing} onRetry={refetch} />
          ) : isEditing ? (
            <ItemEditor
              datasetId={datasetId}
              dataset={dataset}
              item={item}
              change={change}
              onSubmit={() => {
                openCommitDialog(datasetId);
              }}
            />
          ) : (
            <ItemContent item={item} />
          )}
        </div>
        <aside className={styles.side} aria-label="About the item">
          <ItemFacts item={item} itemId={itemId} />
          <History
            datasetId={datasetId}
            itemId={itemId}
            onTakeOver={canWrite && isLatest ? takeOver : null}
          />
        </aside>
      </div>
    </div>
  );
}

function Missing({
  error,
  isMissing,
  onRetry,
}: {
  readonly error: unknown;
  readonly isMissing: boolean;
  readonly onRetry: () => unknown;
}) {
  const { datasetId, itemId } = itemRoute.useParams();
  const { version } = itemRoute.useSearch();
  const { data: states, isPending } = useQuery(itemHistoryQuery(datasetId, itemId));
  if (isMissing) {
    if (isPending) return <Loading />;
    const wasThere = states !== undefined && states.length > 0;
    const gone = version === undefined ? 'This item is not there any more' : 'It was not there';
    return (
      <EmptyState title={wasThere ? gone : 'There is no such item'}>
        {wasThere
          ? 'Its history has what it was; from there it can be restored.'
          : 'The dataset never had an item with this id.'}
      </EmptyState>
    );
  }
  if (error !== null) return <ErrorView error={error} onRetry={() => void onRetry()} />;
  return <Loading />;
}
