import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useCanWrite } from '../../app/session.js';
import { Button } from '../../components/button.js';

export interface AddItemButtonProps {
  readonly datasetId: string;
  readonly className?: string | undefined;
}

/** Begins a new item. Nothing where nothing may be changed. */
export function AddItemButton({ datasetId, className }: AddItemButtonProps) {
  const canWrite = useCanWrite();
  const navigate = useNavigate();
  if (!canWrite) return null;
  return (
    <Button
      className={className}
      icon={<Plus />}
      onClick={() => {
        void navigate({
          to: '/datasets/$datasetId/new-items/$draftId',
          params: { datasetId, draftId: 'begin' },
        });
      }}
    >
      Add item
    </Button>
  );
}
