import type { ItemSelection } from '../../api/wire.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { SafeText } from '../../components/safe-text.js';
import styles from './export-screen.module.css';
import type { ExportView } from './route.js';

/** What is exported, as the API takes it. Throws a `SyntaxError` for a query that is no JSON. */
function selectionOf({ version, search, where, splits }: ExportView): ItemSelection {
  return {
    version,
    search,
    ...(where === undefined ? {} : { where: JSON.parse(where) as ItemSelection['where'] }),
    splits,
  };
}

/** What is exported, and why that cannot be said; `null` where it can. */
export function readSelection(view: ExportView): [ItemSelection, Error | null] {
  try {
    return [selectionOf(view), null];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{}, new Error(`The filter of the address is no JSON: ${reason}`)];
  }
}

interface ConditionsProps {
  readonly view: ExportView;
  readonly onClear: (changed: Partial<ExportView>) => void;
}

/** The conditions that the address brings from the screen of items. */
export function Conditions({ view, onClear }: ConditionsProps) {
  const conditions = [
    view.search === undefined ? null : `text: ${view.search}`,
    view.where === undefined ? null : `filter: ${view.where}`,
    ...(view.splits ?? []).map((split) => `split: ${split}`),
  ].filter((condition) => condition !== null);
  if (conditions.length === 0) return <span className={styles.name}>All items</span>;
  return (
    <>
      {conditions.map((condition) => (
        <Badge key={condition} tone="accent">
          <SafeText text={condition} limit={80} />
        </Badge>
      ))}
      <Button
        variant="quiet"
        onClick={() => {
          onClear({ search: undefined, where: undefined, splits: undefined });
        }}
      >
        All items
      </Button>
    </>
  );
}
