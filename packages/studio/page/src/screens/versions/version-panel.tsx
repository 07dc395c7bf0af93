import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Copy, GitCompare, GitFork, RotateCcw, Table2, Tag, Undo2, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { versionDigestQuery, versionQuery } from '../../api/queries.js';
import type { DatasetVersion } from '../../api/wire.js';
import { useShortcuts } from '../../app/keyboard.js';
import { isUnauthorized, useCanWrite } from '../../app/session.js';
import { Button, IconButton } from '../../components/button.js';
import { copyText } from '../../components/copy-text.js';
import { SafeText } from '../../components/safe-text.js';
import { ErrorView, Loading } from '../../components/states.js';
import { ForkDialog } from './fork-dialog.js';
import { RestoreDialog } from './restore-dialog.js';
import { TagDialog } from './tag-dialog.js';
import { TagList } from './tag-list.js';
import { messageOf } from './version-row.js';
import styles from './version-panel.module.css';

export interface VersionPanelProps {
  readonly datasetId: string;
  readonly datasetName: string;
  readonly number: number;
  /** The number of the newest version. */
  readonly newest: number;
  readonly onClose: () => void;
}

/** One version closely: what it is, and what can be done with it. */
export function VersionPanel(props: VersionPanelProps) {
  const { datasetId, number, onClose } = props;
  const { data: version, error, refetch } = useQuery(versionQuery(datasetId, String(number)));
  return (
    <aside className={styles.panel} aria-label={`Version ${number}`}>
      <header className={styles.header}>
        <h2 className={styles.title}>Version {number}</h2>
        <IconButton label="Close the details" icon={<X />} onClick={onClose} />
      </header>
      {version !== undefined ? (
        <Details {...props} version={version} />
      ) : error === null ? (
        <Loading />
      ) : isUnauthorized(error) ? null : (
        <ErrorView error={error} onRetry={() => void refetch()} />
      )}
    </aside>
  );
}

type DialogName = 'tag' | 'restore' | 'undo' | 'fork';

function Details(props: VersionPanelProps & { readonly version: DatasetVersion }) {
  const { datasetId, datasetName, number, newest, version } = props;
  const canWrite = useCanWrite();
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const close = () => {
    setDialog(null);
  };
  const canRestore = canWrite && number !== newest;
  const canUndo = canWrite && number === newest && number > 0;
  useShortcuts([
    ...(canWrite
      ? [
          {
            keys: 't',
            label: 'Tag the version',
            run: () => {
              setDialog('tag');
            },
          },
        ]
      : []),
  ]);
  const compare = (from: number, to: number) => ({
    to: '/datasets/$datasetId/compare' as const,
    params: { datasetId },
    search: { from: String(from), to: String(to) },
  });
  return (
    <div className={styles.body}>
      <p className={styles.message}>
        <SafeText text={version.message ?? messageOf(version)} limit={10_000} />
      </p>
      <TagList datasetId={datasetId} version={version} />
      <div className={styles.links}>
        <Link
          to="/datasets/$datasetId/items"
          params={{ datasetId }}
          search={{ version: String(number) }}
          className={styles.action}
        >
          <Table2 aria-hidden /> Show its items
        </Link>
        {number > 0 ? (
          <Link {...compare(number - 1, number)} className={styles.action}>
            <GitCompare aria-hidden /> Compare with the one before
          </Link>
        ) : null}
        {number < newest ? (
          <Link {...compare(number, newest)} className={styles.action}>
            <GitCompare aria-hidden /> Compare with the latest
          </Link>
        ) : null}
      </div>
      {canWrite ? (
        <div className={styles.buttons}>
          <Button
            icon={<Tag aria-hidden />}
            onClick={() => {
              setDialog('tag');
            }}
          >
            Tag
          </Button>
          {canRestore ? (
            <Button
              icon={<RotateCcw aria-hidden />}
              onClick={() => {
                setDialog('restore');
              }}
            >
              Restore
            </Button>
          ) : null}
          {canUndo ? (
            <Button
              icon={<Undo2 aria-hidden />}
              onClick={() => {
                setDialog('undo');
              }}
            >
              Undo this version
            </Button>
          ) : null}
          <Button
            icon={<GitFork aria-hidden />}
            onClick={() => {
              setDialog('fork');
            }}
          >
            Fork
          </Button>
        </div>
      ) : null}
      <Facts datasetId={datasetId} version={version} />
      {dialog === 'tag' ? (
        <TagDialog datasetId={datasetId} number={number} onClose={close} />
      ) : null}
      {dialog === 'restore' ? (
        <RestoreDialog datasetId={datasetId} number={number} newest={newest} onClose={close} />
      ) : null}
      {dialog === 'undo' ? (
        <RestoreDialog
          datasetId={datasetId}
          number={number - 1}
          newest={newest}
          isUndo
          onClose={close}
        />
      ) : null}
      {dialog === 'fork' ? (
        <ForkDialog
          datasetId={datasetId}
          datasetName={datasetName}
          number={number}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

const exactTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

function Facts({
  datasetId,
  version,
}: {
  readonly datasetId: string;
  readonly version: DatasetVersion;
}) {
  const { data: digest } = useQuery(versionDigestQuery(datasetId, version.number));
  const { author, itemCount, added, updated, deleted, purged } = version;
  const numbers: readonly (readonly [string, number])[] = [
    ['Items', itemCount],
    ['Added', added],
    ['Updated', updated],
    ['Deleted', deleted],
    ...(purged > 0 ? [['Purged', purged] as const] : []),
  ];
  return (
    <dl className={styles.facts}>
      {author === undefined ? null : (
        <Fact name="Author">
          <SafeText text={author} />
        </Fact>
      )}
      <Fact name="Time">
        <time dateTime={version.version} title={version.version}>
          {exactTime.format(new Date(version.version))}
        </time>
      </Fact>
      {numbers.map(([name, count]) => (
        <Fact key={name} name={name}>
          {count.toLocaleString('en')}
        </Fact>
      ))}
      <Fact name="Digest">
        <span className={styles.digest}>
          <code title={digest}>{digest?.slice(0, 16) ?? '…'}</code>
          {digest === undefined ? null : (
            <IconButton
              label="Copy the digest"
              icon={<Copy />}
              onClick={() => void copyText(digest, 'Digest')}
            />
          )}
        </span>
      </Fact>
      <Fact name="Address">
        <span className={styles.digest}>
          <code>?version={version.number}</code>
          <IconButton
            label="Copy a link to this version"
            icon={<Copy />}
            onClick={() => void copyText(location.href, 'Link')}
          />
        </span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
