import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Dataset } from '../../api/wire.js';
import { IconButton } from '../../components/button.js';
import { copyText } from '../../components/copy-text.js';
import { JsonView } from '../../components/json-view.js';
import { SafeText } from '../../components/safe-text.js';
import { Time } from '../../components/time.js';
import styles from './settings-screen.module.css';

export interface DatasetFactsProps {
  readonly dataset: Dataset;
  /** Whether the name and the description are among them, as no form shows them. */
  readonly namesToo: boolean;
}

/** Whether a value says nothing. */
function isEmpty(value: object | boolean | undefined): boolean {
  return value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** What is said about a dataset, and what it demands of its items. */
export function DatasetFacts({ dataset, namesToo }: DatasetFactsProps) {
  const { id, name, description, createdAt, updatedAt } = dataset;
  const values = [
    ['Attributes', dataset.attributes],
    ['Metadata', dataset.metadata],
    ['Schema of inputs', dataset.inputSchema],
    ['Schema of expected outputs', dataset.expectedOutputSchema],
  ] as const;
  return (
    <section className={styles.part} aria-label="About the dataset">
      <dl className={styles.facts}>
        {namesToo ? (
          <>
            <Fact name="Name">
              <SafeText text={name} limit={1_000} />
            </Fact>
            <Fact name="Description">
              <SafeText text={description ?? '–'} limit={10_000} />
            </Fact>
          </>
        ) : null}
        <Fact name="Id">
          <span className={styles.id}>
            <code>{id}</code>
            <IconButton
              label="Copy the id"
              icon={<Copy />}
              onClick={() => void copyText(id, 'Id')}
            />
          </span>
        </Fact>
        <Fact name="Created">
          <Time value={createdAt} />
        </Fact>
        <Fact name="Settings changed">
          <Time value={updatedAt} />
        </Fact>
        {values.map(([label, value]) => (
          <Fact key={label} name={label}>
            {isEmpty(value) ? (
              <span className={styles.none}>None</span>
            ) : (
              <JsonView value={value} depth={2} />
            )}
          </Fact>
        ))}
      </dl>
    </section>
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
