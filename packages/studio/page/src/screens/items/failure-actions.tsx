import { Button } from '../../components/button.js';
import { isFiltered } from './query.js';
import type { ItemsView } from './view.js';

export interface FailureActionsProps {
  readonly view: ItemsView;
  /** Whether the conditions are what is wrong. */
  readonly isAboutWhere: boolean;
  readonly onViewChange: (change: Partial<ItemsView>) => void;
  readonly onEditWhere: () => void;
}

/** What one can do when a view cannot be shown. */
export function FailureActions(props: FailureActionsProps) {
  const { view, isAboutWhere, onViewChange, onEditWhere } = props;
  if (isAboutWhere) {
    const remove = () => {
      onViewChange({ where: undefined });
    };
    return (
      <>
        <Button variant="primary" onClick={onEditWhere}>
          Edit the conditions
        </Button>
        <Button onClick={remove}>Remove the conditions</Button>
      </>
    );
  }
  if (!isFiltered(view) && view.version === undefined) return null;
  const clear = () => {
    onViewChange({ version: undefined, search: undefined, where: undefined, splits: undefined });
  };
  return <Button onClick={clear}>Show all items of the latest version</Button>;
}
