import type { ReactNode } from 'react';
import { useShortcuts } from '../../app/keyboard.js';
import { classNames } from '../../components/class-names.js';
import { EmptyState, Loading } from '../../components/states.js';
import { ChangeDetail } from './change-detail.js';
import { ChangeList } from './change-list.js';
import type { Change } from './changed-fields.js';
import styles from './comparison.module.css';
import { DiffSummaryBar } from './diff-summary-bar.js';
import { useDiff } from './use-diff.js';
import { useLayout } from './use-layout.js';
import type { CompareChange, CompareView } from './view.js';

export interface ComparisonProps {
  readonly datasetId: string;
  readonly from: string;
  readonly to: string;
  readonly view: CompareView;
  readonly onChange: (change: CompareChange) => void;
  /** Shown where nothing differs. */
  readonly nothing: ReactNode;
  /** Shown where the comparison failed. */
  readonly failed: (error: unknown) => ReactNode;
}

/** The changes of the kind that a view shows. */
function changesOf({ kind }: CompareView, changes: readonly Change[]): readonly Change[] {
  return kind === undefined ? changes : changes.filter((change) => change.kind === kind);
}

/** The place of the change that a view shows; `-1` where none was chosen, or none of these. */
function placeOf({ item }: CompareView, changes: readonly Change[]): number {
  return item === undefined ? -1 : changes.findIndex(({ id }) => id === item);
}

/** A summary, the items that differ, and what differs in one of them. */
export function Comparison(props: ComparisonProps) {
  const { datasetId, from, to, view, onChange, nothing, failed } = props;
  const { summary, changes, isComplete, error } = useDiff(datasetId, from, to);
  const layout = useLayout(view.layout);
  const shown = changesOf(view, changes);
  const chosen = placeOf(view, shown);
  // Where there is room, the first is shown without being asked for.
  const change = view.item === undefined ? shown[0] : shown[chosen];

  const move = (step: number) => {
    onChange((now) => {
      const list = changesOf(now, changes);
      const place = placeOf(now, list);
      const position = place === -1 ? (now.item === undefined && step > 0 ? 1 : 0) : place + step;
      const next = list[Math.max(0, Math.min(list.length - 1, position))];
      return next === undefined ? {} : { item: next.id };
    });
  };
  const next = () => {
    move(1);
  };
  const previous = () => {
    move(-1);
  };
  useShortcuts([
    { keys: 'j', label: 'Next change', run: next },
    { keys: 'ArrowDown', label: 'Next change', run: next },
    { keys: 'k', label: 'Previous change', run: previous },
    { keys: 'ArrowUp', label: 'Previous change', run: previous },
    {
      keys: 's',
      label: 'Side by side or inline',
      run: () => {
        onChange((now) => ({ layout: (now.layout ?? layout) === 'split' ? 'inline' : 'split' }));
      },
    },
  ]);

  if (summary === undefined) return error === null ? <Loading label="Comparing" /> : failed(error);
  if (isComplete && changes.length === 0) return nothing;
  return (
    <>
      <DiffSummaryBar
        summary={summary}
        changes={changes}
        isComplete={isComplete}
        kind={view.kind}
        onKindChange={(kind) => {
          onChange({ kind, item: undefined });
        }}
      />
      {error === null ? null : failed(error)}
      <div className={classNames(styles.body, view.item !== undefined && styles.withDetail)}>
        <div className={styles.list}>
          <ChangeList
            changes={shown}
            selected={change?.id}
            onSelect={(item) => {
              onChange({ item });
            }}
          />
        </div>
        <div className={styles.detail}>
          {change === undefined ? (
            isComplete ? (
              <EmptyState title="This item is not among the changes that are shown" />
            ) : (
              <Loading label="Comparing" />
            )
          ) : (
            <ChangeDetail
              key={change.id}
              datasetId={datasetId}
              from={from}
              to={to}
              change={change}
              layout={layout}
              onClose={() => {
                onChange({ item: undefined });
              }}
            />
          )}
        </div>
      </div>
    </>
  );
}
