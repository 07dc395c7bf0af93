import type { datasetArguments } from '../../../../../arguments/index.js';
import { pageRange, paginate, paginationInfo, type PageRange } from '../../../../pagination.js';
import type * as types from '../../../../types.js';
import { hasMembers, includesText } from '../../filter.js';
import { attributeEntries, type AttributeEntry } from '../adapter/attributes.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import { requireNewPage } from '../reading/progress.js';
import { toDataset } from '../reading/results.js';

/** How many datasets a search fetches at a time. */
const SEARCH_BATCH_SIZE = 200;

/** Lists a page of the datasets that match, newest first. */
export async function listDatasets(
  primitives: DatasetsReads,
  { pagination, search, metadata, attributes }: ReturnType<typeof datasetArguments.list>,
): Promise<types.ListDatasetsOutput> {
  const entries = attributeEntries(attributes ?? {});
  if (search !== undefined || metadata !== null) {
    const matches: types.Dataset[] = [];
    for await (const dataset of scanDatasets(primitives, entries)) {
      if (search !== undefined && !includesText(dataset.name, search)) continue;
      if (metadata !== null && !hasMembers(dataset.metadata, metadata)) continue;
      matches.push(dataset);
    }
    const page = paginate(matches, pagination);
    return { datasets: page.entries, pagination: page.pagination };
  }
  const range = pageRange(pagination);
  const records = await primitives.pageDatasets({ after: null, ...range }, entries);
  const total = endOf(range, records.length) ?? (await primitives.countDatasets(entries));
  return { datasets: records.map(toDataset), pagination: paginationInfo(pagination, total) };
}

/** The length of a list of which a page shows the end; `null` where it does not. */
function endOf({ offset, limit }: PageRange, length: number): number | null {
  const isEnd = limit === null || (length < limit && (length > 0 || offset === 0));
  return isEnd ? offset + length : null;
}

async function* scanDatasets(
  primitives: DatasetsReads,
  attributes: readonly AttributeEntry[],
): AsyncGenerator<types.Dataset, void, undefined> {
  let after = null;
  let first: string | undefined;
  for (;;) {
    const range = { after, offset: 0, limit: SEARCH_BATCH_SIZE };
    const records = await primitives.pageDatasets(range, attributes);
    first = requireNewPage('pageDatasets', first, records);
    for (const record of records) yield toDataset(record);
    const last = records.at(-1);
    if (last === undefined || records.length < SEARCH_BATCH_SIZE) return;
    after = { createdAt: last.createdAt, id: last.id };
  }
}
