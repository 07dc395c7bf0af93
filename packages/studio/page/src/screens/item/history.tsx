import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { itemHistoryQuery, versionQuery } from '../../api/queries.js';
import type { DatasetItemState, DatasetVersion } from '../../api/wire.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { SafeText } from '../../components/safe-text.js';
import { ErrorView, Loading } from '../../components/states.js';
import { Time } from '../../components/time.js';
import { itemRoute } from './route.js';
import { StateDiff } from './state-diff.js';
import styles from './item.module.css';

/** How many states are shown before one asks for more. */
const SHOWN = 20;

/** A moment in the life of an item. */
interface Moment {
  readonly key: string;
  readonly what: 'Added' | 'Changed' | 'Deleted' | 'Added again';
  readonly version: string;
  readonly number: number | undefined;
  readonly before: DatasetItemState | null;
  /** `null` for a deletion. */
  readonly after: DatasetItemState | null;
}

/** What happened to an item, newest first. `states` are in the same order. */
function momentsOf(states: readonly DatasetItemState[]): Moment[] {
  return states.flatMap((state, index) => {
    const before = states[index + 1] ?? null;
    const { item, validTo, validToNumber, endedBy } = state;
    const begin: Moment = {
      key: `${item.version} begin`,
      what: before === null ? 'Added' : before.endedBy === 'delete' ? 'Added again' : 'Changed',
      version: item.version,
      number: item.versionNumber,
      before: before?.endedBy === 'delete' ? null : before,
      after: state,
    };
    if (endedBy !== 'delete' || validTo === null) return [begin];
    const end: Moment = {
      key: `${validTo} end`,
      what: 'Deleted',
      version: validTo,
      number: validToNumber ?? undefined,
      before: state,
      after: null,
    };
    return [end, begin];
  });
}

export interface HistoryProps {
  readonly datasetId: string;
  readonly itemId: string;
  /** Takes the content of a state over; `null` where nothing may be changed. */
  readonly onTakeOver: ((state: DatasetItemState) => void) | null;
}

/** The states of an item as a line of time. */
export function History({ datasetId, itemId, onTakeOver }: HistoryProps) {
  const { data: states, error, refetch } = useQuery(itemHistoryQuery(datasetId, itemId));
  const [shown, setShown] = useState(SHOWN);
  const [compared, setCompared] = useState<Moment | null>(null);
  const moments = states === undefined ? [] : momentsOf(states);
  const visible = moments.slice(0, shown);
  const commits = useQueries({
    queries: visible.map(({ version, number }) =>
      versionQuery(datasetId, number === undefined ? version : String(number)),
    ),
  });
  if (error !== null && states === undefined) {
    // The screen says so already.
    if (error instanceof ApiProblem && error.code === 'ITEM_NOT_FOUND') return null;
    return <ErrorView error={error} onRetry={() => void refetch()} />;
  }
  if (states === undefined) return <Loading />;
  return (
    <section aria-label="History">
      <h2 className={styles.sideTitle}>History</h2>
      <ol className={styles.timeline}>
        {visible.map((moment, index) => (
          <MomentView
            key={moment.key}
            moment={moment}
            commit={commits[index]?.data}
            isNewest={index === 0}
            onCompare={setCompared}
            onTakeOver={onTakeOver}
          />
        ))}
      </ol>
      {moments.length > shown ? (
        <Button
          onClick={() => {
            setShown(shown + SHOWN);
          }}
        >
          Show earlier changes
        </Button>
      ) : null}
      <Dialog
        isOpen={compared !== null}
        onClose={() => {
          setCompared(null);
        }}
        size="large"
        title={
          compared === null ? 'Changes' : `${compared.what} in ${nameOf(compared).toLowerCase()}`
        }
      >
        {compared === null ? null : (
          <StateDiff before={compared.before?.item ?? null} after={compared.after?.item ?? null} />
        )}
      </Dialog>
    </section>
  );
}

function nameOf({ number }: Moment): string {
  return number === undefined ? 'A version' : `v${number}`;
}

interface MomentViewProps {
  readonly moment: Moment;
  readonly commit: DatasetVersion | undefined;
  readonly isNewest: boolean;
  readonly onCompare: (moment: Moment) => void;
  readonly onTakeOver: HistoryProps['onTakeOver'];
}

function MomentView({ moment, commit, isNewest, onCompare, onTakeOver }: MomentViewProps) {
  const { what, version, number, after } = moment;
  const { datasetId, itemId } = itemRoute.useParams();
  const isPurged = after?.item.purgedAt !== undefined;
  const name = nameOf(moment);
  return (
    <li className={styles.state}>
      <div className={styles.stateHead}>
        <strong>{what}</strong>
        {after === null || number === undefined ? (
          <span>{name}</span>
        ) : (
          <Link
            to="/datasets/$datasetId/items/$itemId"
            params={{ datasetId, itemId }}
            search={{ version: String(number) }}
            aria-label={`Show the item at ${name}`}
          >
            {name}
          </Link>
        )}
        <span className={styles.muted}>
          <Time value={version} />
        </span>
      </div>
      {commit?.message === undefined ? null : (
        <p>
          <SafeText text={commit.message} limit={300} />
        </p>
      )}
      {commit?.author === undefined ? null : (
        <p className={styles.muted}>
          <SafeText text={commit.author} limit={100} />
        </p>
      )}
      <div className={styles.stateTools}>
        {what === 'Changed' && !isPurged ? (
          <Button
            variant="quiet"
            aria-label={`Changes in ${name}`}
            onClick={() => {
              onCompare(moment);
            }}
          >
            Changes
          </Button>
        ) : null}
        {onTakeOver === null || after === null || isNewest || isPurged ? null : (
          <Button
            variant="quiet"
            aria-label={`Restore the content of ${name}`}
            onClick={() => {
              onTakeOver(after);
            }}
          >
            Restore
          </Button>
        )}
      </div>
    </li>
  );
}
