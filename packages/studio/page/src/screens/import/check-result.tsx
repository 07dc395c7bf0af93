import { Download } from 'lucide-react';
import { Button } from '../../components/button.js';
import kinds from '../../components/change-kinds.module.css';
import { classNames } from '../../components/class-names.js';
import { download } from '../../components/download.js';
import { SafeText } from '../../components/safe-text.js';
import type { ImportCheck } from './check-import.js';
import styles from './check-result.module.css';
import { rejectsFile } from './rejects-file.js';
import type { ImportState } from './use-import.js';

/** How many of the rows that are left out are listed. */
const LISTED = 20;

export interface CheckResultProps {
  readonly check: ImportCheck;
  readonly fileName: string;
  readonly state: ImportState;
}

/** The counts of what an import would do, and the rows that it would leave out. */
export function CheckResult({ check, fileName, state }: CheckResultProps) {
  const { preview, rejectedCount } = check;
  const counts = [
    ['added', preview.added, kinds.added],
    ['updated', preview.updated, kinds.updated],
    ['deleted', preview.deleted, kinds.deleted],
    ['unchanged', preview.unchanged, undefined],
    ['left out', rejectedCount, kinds.deleted],
  ] as const;
  return (
    <>
      <dl className={styles.counts}>
        {counts.map(([label, number, tone]) => (
          <div
            key={label}
            className={classNames(
              styles.count,
              tone !== undefined && number > 0 && styles.toned,
              number > 0 && tone,
            )}
          >
            <dt>{label}</dt>
            <dd>{number.toLocaleString('en')}</dd>
          </div>
        ))}
      </dl>
      {preview.added + preview.updated + preview.deleted === 0 ? (
        <p className={styles.nothing}>
          {rejectedCount === 0
            ? 'The dataset has all of this already: there is nothing to import.'
            : 'No row can be imported as it is.'}
        </p>
      ) : null}
      {preview.deletedItems.length === 0 ? null : (
        <p className={styles.nothing}>
          To be deleted:{' '}
          <SafeText
            text={preview.deletedItems.map(({ externalId, id }) => externalId ?? id).join(', ')}
            limit={400}
          />
          {preview.deleted > preview.deletedItems.length ? ' …' : ''}
        </p>
      )}
      {rejectedCount === 0 ? null : <Rejected check={check} fileName={fileName} state={state} />}
    </>
  );
}

function Rejected({ check, fileName, state }: CheckResultProps) {
  const { rejected, rejectedCount } = check;
  const isConflict = rejected.some(({ rejection }) => rejection.code === 'ITEM_EXISTS');
  const words = `${rejectedCount.toLocaleString('en')} ${rejectedCount === 1 ? 'row' : 'rows'}`;
  return (
    <div className={styles.rejected}>
      <div className={styles.heading}>
        <h4>{words} would be left out</h4>
        {isConflict ? (
          <Button
            onClick={() => {
              state.changeConditions({ ...state.conditions, onConflict: 'update' });
            }}
          >
            Replace the items that are there
          </Button>
        ) : null}
        <Button
          icon={<Download aria-hidden />}
          onClick={() => {
            download(rejectsFile(rejected), `${fileName}.rejects.jsonl`);
          }}
        >
          Download them
        </Button>
      </div>
      <ul>
        {rejected.slice(0, LISTED).map(({ rejection: { place, reason } }, index) => (
          <li key={`${place} ${index}`}>
            <span className={styles.place}>{place}</span>
            <SafeText text={reason} limit={500} />
          </li>
        ))}
      </ul>
      {rejectedCount > LISTED ? (
        <p className={styles.more}>
          and {(rejectedCount - LISTED).toLocaleString('en')} more
          {rejected.length < rejectedCount
            ? `; the file has the first ${rejected.length.toLocaleString('en')}`
            : ''}
        </p>
      ) : null}
    </div>
  );
}
