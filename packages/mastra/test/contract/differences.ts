import type { SubjectKind } from './contract.js';

/** How the versioned storages differ from Mastra's own stores on purpose, as docs/mastra.md says. */
export interface Difference {
  /** The beginning of the row in the table of docs/mastra.md, which gives the reason. */
  readonly title: string;
  /** The tests of the contract that those stores do not pass. */
  readonly checks: readonly string[];
  readonly stores: readonly SubjectKind[];
}

const MEMORY = 'stock in memory';
const LIBSQL = 'stock LibSQL';

export const DIFFERENCES: readonly Difference[] = [
  {
    title: '`null` is kept',
    checks: [
      'fidelity: input and ground truth come back: null',
      'fidelity: a ground truth that is null is not an absent one',
      'fidelity: an update to null is kept',
      'fidelity: a trajectory that is null is kept',
      'external ids: null and absent content are equal',
      'purge: a purged item cannot be updated, but deleted',
    ],
    stores: [LIBSQL],
  },
  {
    title: 'Schemas are JSON Schema',
    checks: [
      'schemas: a schema is given back as it was written',
      'schemas: a schema that is none is refused',
    ],
    stores: [MEMORY, LIBSQL],
  },
  {
    title: 'A new schema holds at once',
    checks: [
      'schemas: a new schema has to suit the items that are there',
      'schemas: a new schema holds from then on',
    ],
    stores: [MEMORY, LIBSQL],
  },
  {
    title: 'Items of one batch have an order',
    checks: ['items: the items of a batch come last given first'],
    stores: [MEMORY, LIBSQL],
  },
  {
    title: 'A search looks at text',
    checks: ['items: a search looks at text, not at names, numbers or brackets'],
    stores: [MEMORY, LIBSQL],
  },
  {
    title: 'Text is no pattern',
    checks: [
      'items: wildcards in a search have no meaning',
      'listing: wildcards in a name have no meaning',
    ],
    stores: [LIBSQL],
  },
  {
    title: 'Purging frees the external id',
    checks: ['purge: purging frees the external id'],
    stores: [MEMORY, LIBSQL],
  },
  {
    title: 'Versions have no gaps',
    checks: [
      'versions: a version that is made is the newest, and is made once',
      'versions: a version that would leave a gap is refused',
    ],
    stores: [MEMORY, LIBSQL],
  },
  {
    title: 'Deleting nothing makes no version',
    checks: ['batches: deleting nothing makes no version'],
    stores: [MEMORY],
  },
  {
    title: 'Unknown fields are kept',
    checks: ['fidelity: fields that a newer framework may have are kept'],
    stores: [MEMORY, LIBSQL],
  },
  {
    title: 'What is given back is a copy',
    checks: ['fidelity: what is given back is a copy'],
    stores: [MEMORY],
  },
];
