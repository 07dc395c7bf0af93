import { Copy, DatabaseX, Download } from 'lucide-react';
import { Button } from '../components/button.js';
import { copyText } from '../components/copy-text.js';
import { download } from '../components/download.js';
import { EmptyState } from '../components/states.js';
import { draftJson } from '../draft/content.js';
import { countsOf } from '../draft/counts.js';
import { useDraft } from '../draft/draft-store.js';
import { AllDatasetsLink } from './all-datasets-link.js';

export interface DatasetGoneProps {
  readonly datasetId: string;
  /** Whether this page has shown the dataset before. */
  readonly wasThere: boolean;
}

/** Says that there is no such dataset, and keeps what its user has not committed. */
export function DatasetGone({ datasetId, wasThere }: DatasetGoneProps) {
  const { changes } = useDraft(datasetId);
  const json = () => draftJson(changes.values());
  return (
    <div role="alert">
      <EmptyState
        icon={<DatabaseX aria-hidden />}
        title={wasThere ? 'This dataset was deleted' : 'There is no such dataset'}
        actions={
          <>
            {changes.size === 0 ? null : (
              <>
                <Button
                  icon={<Copy aria-hidden />}
                  onClick={() => void copyText(json(), 'Your changes')}
                >
                  Copy changes
                </Button>
                <Button
                  icon={<Download aria-hidden />}
                  onClick={() => {
                    download(new Blob([json()], { type: 'application/json' }), 'changes.json');
                  }}
                >
                  Download changes
                </Button>
              </>
            )}
            <AllDatasetsLink />
          </>
        }
      >
        {wasThere
          ? 'Nothing can be committed to it any more.'
          : 'It was deleted, or its address is wrong.'}
        {changes.size === 0
          ? null
          : ` What you had not committed (${countsOf(changes.values())}) is still kept in this browser. You can take it into another dataset.`}
      </EmptyState>
    </div>
  );
}
