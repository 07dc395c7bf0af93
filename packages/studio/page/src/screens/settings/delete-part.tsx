import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Dataset } from '../../api/wire.js';
import { Button } from '../../components/button.js';
import { DeleteDialog } from './delete-dialog.js';
import styles from './settings-screen.module.css';

/** Leads to the deletion of a dataset. */
export function DeletePart({ dataset }: { readonly dataset: Dataset }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <section className={styles.part} aria-labelledby="delete-title">
      <div className={styles.delete}>
        <div>
          <h3 id="delete-title">Delete this dataset</h3>
          <p className={styles.none}>With all its items and versions. This cannot be undone.</p>
        </div>
        <Button
          variant="danger"
          icon={<Trash2 aria-hidden />}
          onClick={() => {
            setAsking(true);
          }}
        >
          Delete…
        </Button>
      </div>
      {isAsking ? (
        <DeleteDialog
          dataset={dataset}
          onClose={() => {
            setAsking(false);
          }}
        />
      ) : null}
    </section>
  );
}
