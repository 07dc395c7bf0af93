import type { DatasetItem } from '../../api/wire.js';
import { Button } from '../../components/button.js';
import { conflictOf, rebase, type Conflict } from '../../draft/conflicts.js';
import { additionOf, type DraftChange } from '../../draft/draft.js';
import { draftStore } from '../../draft/draft-store.js';
import { FIELD_LABELS, readField, type FieldName } from '../../draft/fields.js';
import { ContentView, PlainText } from './content-view.js';
import { newDraftId } from './new-draft-id.js';
import { StateDiff } from './state-diff.js';
import styles from './item.module.css';

export interface ConflictPanelProps {
  readonly datasetId: string;
  readonly change: DraftChange;
  /** What the item is now; `null` where it was deleted. */
  readonly current: DatasetItem | null;
  /** Called with the new item that takes the place of one that was deleted. */
  readonly onAddedAgain: (id: string) => void;
}

/** Tells what somebody else did meanwhile, and lets one choose. Nothing when nobody did anything. */
export function ConflictPanel(props: ConflictPanelProps) {
  const { datasetId, change, current } = props;
  const conflict = conflictOf(change, current);
  if (conflict === null || change.type === 'add') return null;
  const { theirs } = conflict;
  if (theirs === null) return <DeletedMeanwhile {...props} />;
  const decide = (given: readonly FieldName[]) => {
    draftStore(datasetId).set(change.id, rebase(change, theirs, given));
  };
  return (
    <section className={styles.conflict} aria-label="Conflict" role="alert">
      <h2>Somebody else changed this item</h2>
      <p>
        It was changed in v{theirs.versionNumber} while you had v{change.base.versionNumber}.
        {explanationOf(change, conflict)}
      </p>
      {change.type === 'delete' ? (
        <>
          <StateDiff before={change.base} after={theirs} />
          <div className={styles.choices}>
            <Button
              onClick={() => {
                decide([]);
              }}
            >
              Delete it all the same
            </Button>
            <Button
              onClick={() => {
                draftStore(datasetId).set(change.id, null);
              }}
            >
              Keep it
            </Button>
          </div>
        </>
      ) : (
        <ContestedFields change={change} conflict={conflict} theirs={theirs} onDecide={decide} />
      )}
    </section>
  );
}

function explanationOf(change: DraftChange, { fields }: Conflict): string {
  if (change.type === 'delete') return ' This is what changed:';
  return fields.length === 0
    ? ' Your changes are to other fields, so both can stay.'
    : ' Both of you changed the same. Nothing of yours is lost: choose what stays.';
}

interface ContestedFieldsProps {
  readonly change: Extract<DraftChange, { readonly type: 'update' }>;
  readonly conflict: Conflict;
  readonly theirs: DatasetItem;
  readonly onDecide: (given: readonly FieldName[]) => void;
}

function ContestedFields({ change, conflict, theirs, onDecide }: ContestedFieldsProps) {
  const { fields } = conflict;
  if (fields.length === 0) {
    return (
      <div className={styles.choices}>
        <Button
          variant="primary"
          onClick={() => {
            onDecide([]);
          }}
        >
          Keep both
        </Button>
      </div>
    );
  }
  return (
    <>
      {fields.map((name) => (
        <div key={name} className={styles.contested}>
          <strong>{FIELD_LABELS[name]}</strong>
          <div className={styles.pair}>
            <div className={styles.version}>
              <p className={styles.versionTitle}>Theirs, v{theirs.versionNumber}</p>
              <ContentView value={theirs[name]} form="readable" />
            </div>
            <div className={styles.version}>
              <p className={styles.versionTitle}>Yours</p>
              <Typed name={name} change={change} />
            </div>
          </div>
        </div>
      ))}
      <div className={styles.choices}>
        <Button
          onClick={() => {
            onDecide([]);
          }}
        >
          Keep yours
        </Button>
        <Button
          onClick={() => {
            onDecide(fields);
          }}
        >
          Take theirs
        </Button>
      </div>
    </>
  );
}

function Typed({
  name,
  change,
}: {
  readonly name: FieldName;
  readonly change: ContestedFieldsProps['change'];
}) {
  const text = change.texts[name];
  if (text === undefined || text.kind === 'none') return <p className={styles.muted}>None</p>;
  const reading = readField(name, text);
  return 'value' in reading ? (
    <ContentView value={reading.value} form="readable" />
  ) : (
    <PlainText text={text.text} />
  );
}

function DeletedMeanwhile({ datasetId, change, onAddedAgain }: ConflictPanelProps) {
  const store = draftStore(datasetId);
  const discard = () => {
    store.set(change.id, null);
  };
  return (
    <section className={styles.conflict} aria-label="Conflict" role="alert">
      <h2>Somebody else deleted this item</h2>
      {change.type === 'update' ? (
        <>
          <p>Your changes are still here. You can add the item again with them.</p>
          <div className={styles.choices}>
            <Button
              variant="primary"
              onClick={() => {
                const id = newDraftId();
                const addition = additionOf(id, change.base);
                if (addition.type !== 'add') return;
                store.setAll([
                  [change.id, null],
                  [id, { ...addition, texts: { ...addition.texts, ...change.texts } }],
                ]);
                onAddedAgain(id);
              }}
            >
              Add it again
            </Button>
            <Button onClick={discard}>Discard your changes</Button>
          </div>
        </>
      ) : (
        <div className={styles.choices}>
          <Button onClick={discard}>All right</Button>
        </div>
      )}
    </section>
  );
}
