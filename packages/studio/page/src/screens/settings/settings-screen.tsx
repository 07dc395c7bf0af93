import { useQuery } from '@tanstack/react-query';
import { datasetQuery } from '../../api/queries.js';
import { useDocumentTitle } from '../../app/document-title.js';
import { useCanWrite } from '../../app/session.js';
import { Loading } from '../../components/states.js';
import { DatasetFacts } from './dataset-facts.js';
import { DeletePart } from './delete-part.js';
import { NameForm } from './name-form.js';
import { settingsRoute } from './route.js';
import styles from './settings-screen.module.css';

/** What a dataset is called, what else is said about it, and how one deletes it. */
export function SettingsScreen() {
  const { datasetId } = settingsRoute.useParams();
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const canWrite = useCanWrite();
  useDocumentTitle('Settings');
  if (dataset === undefined) return <Loading />;
  return (
    <div className={styles.screen}>
      <h2 className={styles.heading}>Settings</h2>
      {canWrite ? <NameForm dataset={dataset} /> : null}
      <DatasetFacts dataset={dataset} namesToo={!canWrite} />
      {canWrite ? <DeletePart dataset={dataset} /> : null}
    </div>
  );
}
