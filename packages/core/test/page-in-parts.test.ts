import { describe, expect, it } from 'vitest';
import { JsonDocument } from '../src/json/document.js';
import { pageInParts } from '../src/storage/domains/datasets/versioned/calls/page-in-parts.js';
import type { ItemPageRequest } from '../src/storage/domains/datasets/versioned/adapter/primitives.js';
import type {
  CommitRecord,
  ItemRecord,
} from '../src/storage/domains/datasets/versioned/adapter/records.js';
import { Turn } from '../src/turn.js';

const datasetId = 'dataset';
const LATER = 8_000;

function recordOf(number: number): ItemRecord {
  return {
    id: String(number).padStart(3, '0'),
    datasetId,
    externalId: null,
    version: 1_000,
    versionNumber: 1,
    input: JsonDocument.fromValue(number),
    expectedOutput: null,
    context: null,
    splits: null,
    source: null,
    attributes: null,
    createdAt: 1_000,
    updatedAt: 1_000,
    purgedAt: null,
  };
}

const commitAt = (version: number): CommitRecord => ({
  datasetId,
  version,
  number: 1,
  added: 0,
  updated: 0,
  deleted: 0,
  purged: 0,
  itemCount: 0,
  author: null,
  message: null,
});

/** A snapshot of some items, oldest first, that is read in parts of three. */
function snapshotOf(length: number, changes: { readonly commit?: CommitRecord | null } = {}) {
  const items = Array.from({ length }, (_, number) => recordOf(number));
  const requests: ItemPageRequest[] = [];
  const reads = {
    itemsPerTurn: 3,
    pageItems: (request: ItemPageRequest) => {
      requests.push(request);
      const { after, offset, limit } = request;
      const rest = items.filter(({ id }) => after === null || id > after.id).slice(offset);
      return Promise.resolve(rest.slice(0, limit ?? undefined));
    },
    findCommit: () =>
      Promise.resolve(changes.commit === undefined ? commitAt(1_000) : changes.commit),
  };
  const read = async (request: Partial<ItemPageRequest> = {}) => {
    const whole = { after: null, offset: 0, limit: null, order: 'oldest', ...request } as const;
    const records = await pageInParts(reads, { datasetId, at: 1_000, ...whole }, new Turn());
    return records.map(({ id }) => Number(id));
  };
  return { read, reads, requests, items };
}

describe('a read of a range in parts', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7])('gives every item once, of %i', async (length) => {
    const { read, requests } = snapshotOf(length);
    const all = Array.from({ length }, (_, number) => number);
    expect(await read()).toEqual(all);
    expect(await read({ at: LATER })).toEqual(all);
    expect(await read({ offset: 2 })).toEqual(all.slice(2));
    expect(await read({ offset: 1, limit: 4 })).toEqual(all.slice(1, 5));
    expect(await read({ limit: 6, after: { createdAt: 1_000, id: '000' } })).toEqual(
      all.slice(1, 7),
    );
    for (const { limit } of requests) expect(limit).toBeLessThanOrEqual(3);
  });

  it('begins again at the version that a later time means', async () => {
    const { read, requests } = snapshotOf(5);
    await read({ at: LATER });
    expect(requests.map(({ at }) => at)).toEqual([LATER, 1_000, 1_000]);
    expect(requests.map(({ after }) => after?.id)).toEqual([undefined, undefined, '002']);
  });

  it('gives nothing of a dataset that is deleted meanwhile', async () => {
    expect(await snapshotOf(5, { commit: null }).read()).toEqual([]);
    const { read, reads, items } = snapshotOf(7);
    const { pageItems } = reads;
    reads.pageItems = async (request) => {
      const part = await pageItems(request);
      if (request.after !== null) {
        items.length = 0;
        reads.findCommit = () => Promise.resolve(null);
      }
      return part;
    };
    expect(await read()).toEqual([]);
  });

  it('ends with an error where the adapter ignores where to start', async () => {
    const { read, reads, items } = snapshotOf(7);
    reads.pageItems = ({ limit }) => Promise.resolve(items.slice(0, limit ?? undefined));
    await expect(read()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('is one read where the adapter does not keep others waiting', async () => {
    const { read, reads, requests } = snapshotOf(7);
    Object.assign(reads, { itemsPerTurn: undefined });
    expect(await read()).toHaveLength(7);
    expect(requests).toHaveLength(1);
  });
});
