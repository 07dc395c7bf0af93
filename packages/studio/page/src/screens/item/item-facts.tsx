import type { DatasetItem } from '../../api/wire.js';
import { SafeText } from '../../components/safe-text.js';
import { Time } from '../../components/time.js';
import styles from './item.module.css';

/** What an item is called, and when it came and changed. */
export function ItemFacts({
  item,
  itemId,
}: {
  readonly item: DatasetItem | undefined;
  readonly itemId: string;
}) {
  return (
    <dl className={styles.facts}>
      <dt>Id</dt>
      <dd>
        <code>{itemId}</code>
      </dd>
      {item?.externalId === undefined ? null : (
        <>
          <dt>External id</dt>
          <dd>
            <SafeText text={item.externalId} />
          </dd>
        </>
      )}
      {item === undefined ? null : (
        <>
          <dt>Version</dt>
          <dd>{item.versionNumber === undefined ? item.version : `v${item.versionNumber}`}</dd>
          <dt>Changed</dt>
          <dd>
            <Time value={item.updatedAt} />
          </dd>
          <dt>Added</dt>
          <dd>
            <Time value={item.createdAt} />
          </dd>
        </>
      )}
    </dl>
  );
}
