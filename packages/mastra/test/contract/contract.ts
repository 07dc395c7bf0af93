import { Mastra } from '@mastra/core';
import type {
  DatasetsStorage,
  ExperimentsStorage,
  MastraCompositeStore,
} from '@mastra/core/storage';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { DIFFERENCES } from './differences.js';
import { batches } from './topics/batches.js';
import { datasets } from './topics/datasets.js';
import { deletion } from './topics/deletion.js';
import { externalIds } from './topics/external-ids.js';
import { fidelity } from './topics/fidelity.js';
import { items } from './topics/items.js';
import { listing } from './topics/listing.js';
import { purge } from './topics/purge.js';
import { schemas } from './topics/schemas.js';
import { tenancy } from './topics/tenancy.js';
import { versions } from './topics/versions.js';

/** What the tests of a contract work with. */
interface Parts {
  readonly mastra: Mastra;
  /** The domain that is tested. */
  readonly domain: DatasetsStorage;
  readonly experiments: ExperimentsStorage;
}

/** Registers a test of the contract. */
export type Check = (name: string, work: (parts: Parts) => Promise<void>) => void;

export type SubjectKind = 'stock in memory' | 'stock LibSQL' | 'bridge';

/** A store that the contract is tested on. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly create: () => Promise<MastraCompositeStore>;
}

const TOPICS = {
  datasets,
  listing,
  items,
  batches,
  'external ids': externalIds,
  versions,
  schemas,
  tenancy,
  purge,
  deletion,
  fidelity,
};

/** Names every test of the contract, to tell whether a difference is one of a test that is there. */
export function namesOfChecks(): string[] {
  const names: string[] = [];
  for (const [topic, register] of Object.entries(TOPICS)) {
    register((name) => names.push(`${topic}: ${name}`));
  }
  return names;
}

/**
 * Tests the whole contract on a store. Where the store is known to differ, the test has to fail, so
 * that no difference is listed that is none.
 */
export function testContract({ kind, create }: Subject): void {
  let parts: Parts;
  let store: MastraCompositeStore;

  beforeAll(async () => {
    store = await create();
    const mastra = new Mastra({ storage: store, logger: false });
    await store.init();
    const { datasets: domain, experiments } = store.stores ?? {};
    if (domain === undefined || experiments === undefined) throw new Error('A domain is missing.');
    parts = { mastra, domain, experiments };
  });

  afterAll(() => store.close());

  describe.each(Object.entries(TOPICS))('%s', (topic, register) => {
    register((name, work) => {
      const differs = DIFFERENCES.some(
        ({ checks, stores }) => checks.includes(`${topic}: ${name}`) && stores.includes(kind),
      );
      (differs ? test.fails : test)(name, () => work(parts));
    });
  });
}
