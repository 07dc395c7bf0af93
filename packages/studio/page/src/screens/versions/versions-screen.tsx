import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { datasetQuery } from '../../api/queries.js';
import { useShortcuts } from '../../app/keyboard.js';
import { classNames } from '../../components/class-names.js';
import { versionsRoute } from './route.js';
import { VersionList } from './version-list.js';
import { VersionPanel } from './version-panel.js';
import styles from './versions-screen.module.css';

/** The number of a version in the address; `undefined` for anything else. */
function numberOf(version: string | undefined): number | undefined {
  return version !== undefined && /^\d{1,15}$/.test(version) ? Number(version) : undefined;
}

/** The versions of a dataset, and one of them closely. */
export function VersionsScreen() {
  const { datasetId } = versionsRoute.useParams();
  const { version } = versionsRoute.useSearch();
  const navigate = useNavigate({ from: '/datasets/$datasetId/versions' });
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const newest = dataset?.versionNumber;
  const selected = numberOf(version);

  const close = () => {
    void navigate({ search: {}, replace: true });
  };
  const move = (step: number) => {
    if (newest === undefined) return;
    void navigate({
      // From where the address is by now: what is shown may lag behind several keys.
      search: (now) => {
        const from = numberOf(now.version);
        const to = from === undefined ? newest : Math.max(0, Math.min(newest, from + step));
        return { version: String(to) };
      },
      replace: true,
    });
  };
  const older = () => {
    move(-1);
  };
  const newer = () => {
    move(1);
  };
  useShortcuts([
    { keys: 'j', label: 'Older version', run: older },
    { keys: 'ArrowDown', label: 'Older version', run: older },
    { keys: 'k', label: 'Newer version', run: newer },
    { keys: 'ArrowUp', label: 'Newer version', run: newer },
    {
      keys: 'Escape',
      label: 'Close the details',
      run: close,
    },
  ]);
  return (
    <div className={classNames(styles.screen, selected !== undefined && styles.withPanel)}>
      <div className={styles.list}>
        <VersionList datasetId={datasetId} selected={selected} />
      </div>
      {selected === undefined || newest === undefined ? null : (
        <VersionPanel
          key={selected}
          datasetId={datasetId}
          number={selected}
          newest={newest}
          datasetName={dataset?.name ?? ''}
          onClose={close}
        />
      )}
    </div>
  );
}
