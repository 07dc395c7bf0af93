import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { capabilitiesQuery } from '../../api/queries.js';
import { useDocumentTitle } from '../../app/document-title.js';
import { EmptyState, Loading } from '../../components/states.js';
import { DropZone } from './drop-zone.js';
import { FileBar } from './file-bar.js';
import { FileFailure } from './file-failure.js';
import { ImportFinished } from './import-finished.js';
import styles from './import-screen.module.css';
import { ItemPreview } from './item-preview.js';
import { MappingBoard } from './mapping-board.js';
import { Notes } from './notes.js';
import { ReadingOptions } from './reading-options.js';
import { ReviewPanel } from './review-panel.js';
import { importRoute } from './route.js';
import { useImport, type ImportState } from './use-import.js';

/** Adds the rows of a file to a dataset: first what would happen, then it happens. */
export function ImportScreen() {
  const { datasetId } = importRoute.useParams();
  const { data } = useQuery(capabilitiesQuery());
  useDocumentTitle('Import');
  if (data === undefined) return <Loading />;
  if (data.role !== 'write') {
    return (
      <EmptyState icon={<Lock aria-hidden />} title="This page is read-only">
        To import files, open it with a token that allows changes, without <code>--read-only</code>.
      </EmptyState>
    );
  }
  return <Import key={datasetId} datasetId={datasetId} />;
}

function Import({ datasetId }: { readonly datasetId: string }) {
  const state = useImport(datasetId);
  return (
    <div className={styles.screen}>
      <h2 className={styles.heading}>Import</h2>
      {state.file === null ? (
        <DropZone onFile={state.choose} />
      ) : (
        <ChosenFile state={state} datasetId={datasetId} />
      )}
    </div>
  );
}

interface ChosenFileProps {
  readonly state: ImportState;
  readonly datasetId: string;
}

function ChosenFile({ state, datasetId }: ChosenFileProps) {
  const { file, opened, run } = state;
  if (file === null) return null;
  if (run.state === 'done')
    return <ImportFinished state={state} done={run.result} datasetId={datasetId} />;
  const prepared = opened.state === 'done' ? opened.result.prepared : null;
  return (
    <>
      <FileBar state={state} file={file} />
      {opened.state === 'running' ? <Loading label="Reading the first rows" /> : null}
      {opened.state === 'failed' ? <FileFailure error={opened.error} state={state} /> : null}
      {opened.state === 'done' ? <Notes notes={opened.result.notes} /> : null}
      {prepared === null ? null : (
        <>
          <MappingBoard state={state} />
          <ItemPreview prepared={prepared} />
        </>
      )}
      <ReadingOptions state={state} isOpen={opened.state === 'failed'} />
      {prepared === null ? null : <ReviewPanel state={state} file={file} />}
    </>
  );
}
