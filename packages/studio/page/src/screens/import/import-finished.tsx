import { Link } from '@tanstack/react-router';
import { CircleCheck, Download } from 'lucide-react';
import { Button, buttonClass } from '../../components/button.js';
import { download } from '../../components/download.js';
import { EmptyState } from '../../components/states.js';
import { rejectsFile } from './rejects-file.js';
import type { ImportDone } from './run-import.js';
import type { ImportState } from './use-import.js';

export interface ImportFinishedProps {
  readonly state: ImportState;
  readonly done: ImportDone;
  readonly datasetId: string;
}

/** What an import made, and where to go from there. */
export function ImportFinished({ state, done, datasetId }: ImportFinishedProps) {
  const { check, file, choose } = state;
  const rejected = check.state === 'done' ? check.result.rejected : [];
  const left = check.state === 'done' ? check.result.rejectedCount : 0;
  const counts = (['added', 'updated', 'deleted', 'unchanged'] as const)
    .filter((kind) => done[kind] > 0)
    .map((kind) => `${done[kind].toLocaleString('en')} ${kind}`);
  return (
    <EmptyState
      icon={<CircleCheck aria-hidden />}
      title={`Imported as v${done.number}`}
      actions={
        <>
          <Link
            to="/datasets/$datasetId/items"
            params={{ datasetId }}
            className={buttonClass('primary')}
          >
            Look at the items
          </Link>
          {left === 0 ? null : (
            <Button
              icon={<Download aria-hidden />}
              onClick={() => {
                download(rejectsFile(rejected), `${file?.name ?? 'import'}.rejects.jsonl`);
              }}
            >
              Download the rows left out
            </Button>
          )}
          <Button
            onClick={() => {
              choose(null);
            }}
          >
            Import another file
          </Button>
        </>
      }
    >
      {counts.join(', ')}
      {left === 0 ? '.' : `; ${left.toLocaleString('en')} left out.`}
    </EmptyState>
  );
}
