import { useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { Button } from '../../components/button.js';
import type { ItemsView } from './view.js';

export interface ExportButtonProps {
  readonly datasetId: string;
  readonly view: ItemsView;
}

/** Goes to the export of the items that a view shows. */
export function ExportButton({ datasetId, view }: ExportButtonProps) {
  const navigate = useNavigate();
  const { version, search, where, splits, order = 'newest' } = view;
  return (
    <Button
      icon={<Download />}
      title="Export what is shown"
      onClick={() => {
        void navigate({
          to: '/datasets/$datasetId/export',
          params: { datasetId },
          // Without one, an export begins with the oldest.
          search: { version, search, where, splits, order: order === 'oldest' ? undefined : order },
        });
      }}
    >
      Export
    </Button>
  );
}
