import { useNavigate } from '@tanstack/react-router';
import { Inbox, SearchX, Upload } from 'lucide-react';
import { useCanWrite } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/states.js';
import { isFiltered } from './query.js';
import type { ItemsView } from './view.js';

export interface NoItemsProps {
  readonly datasetId: string;
  readonly view: ItemsView;
  readonly onViewChange: (change: Partial<ItemsView>) => void;
}

/** What the screen shows when a version has no items, or none that match. */
export function NoItems({ datasetId, view, onViewChange }: NoItemsProps) {
  const navigate = useNavigate();
  const canWrite = useCanWrite();
  if (isFiltered(view)) {
    const clear = () => {
      onViewChange({ search: undefined, where: undefined, splits: undefined });
    };
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No items match"
        actions={<Button onClick={clear}>Show all items</Button>}
      >
        Other words, fewer conditions or another version may find some.
      </EmptyState>
    );
  }
  if (view.version !== undefined) {
    const leave = () => {
      onViewChange({ version: undefined });
    };
    return (
      <EmptyState
        icon={<Inbox aria-hidden />}
        title="This version has no items"
        actions={<Button onClick={leave}>Show the latest version</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<Inbox aria-hidden />}
      title="No items yet"
      actions={
        canWrite ? (
          <Button
            variant="primary"
            icon={<Upload aria-hidden />}
            onClick={() => {
              void navigate({ to: '/datasets/$datasetId/import', params: { datasetId } });
            }}
          >
            Import a file
          </Button>
        ) : null
      }
    >
      An item is a case: an input, and the output that you expect. Programs add them, or you import
      a file or add one here.
    </EmptyState>
  );
}
