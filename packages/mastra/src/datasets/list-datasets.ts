import { compareText, type Dataset, type DatasetsStorage } from '@mastra-datasets/core';
import {
  resolveListOrderBy,
  type ListDatasetsFilters,
  type ListDatasetsInput,
  type ListDatasetsOutput,
} from '@mastra/core/storage';
import { callersFault } from '../failures/translate.js';
import { isScalar, withoutAbsent, type Scalar } from '../members.js';
import { askedPage, cutPage, pageRequest, shownPage } from '../paging.js';
import { toDatasetRecord } from './dataset-record.js';

const ORDER_FIELDS = ['createdAt', 'updatedAt', 'name'] as const;
const NEWEST_FIRST = { field: 'createdAt', direction: 'DESC' } as const;

/** An order as our storage takes it. */
interface DatasetOrder {
  readonly field: (typeof ORDER_FIELDS)[number];
  readonly direction: 'asc' | 'desc';
}

/** Lists the datasets that match, a page at a time. */
export async function listDatasets(
  storage: DatasetsStorage,
  input: ListDatasetsInput,
): Promise<ListDatasetsOutput> {
  const { field, direction } = resolveListOrderBy(input.orderBy, ORDER_FIELDS, NEWEST_FIRST);
  const orderBy: DatasetOrder = { field, direction: direction === 'ASC' ? 'asc' : 'desc' };
  const request = pageRequest(input.pagination);
  const { name, targetIds = [], attributes } = conditionsOf(input.filters);
  const [targetId, ...otherIds] = new Set(targetIds);
  const search = name === undefined || name === '' ? {} : { search: name };
  if (otherIds.length > 0) {
    const found = await withAnyTarget(storage, { attributes, targetIds, orderBy, search });
    const { entries, pagination } = cutPage(request, found);
    return { datasets: entries.map(toDatasetRecord), pagination };
  }
  const { datasets, pagination } = await storage.listDatasets({
    pagination: askedPage(request),
    orderBy,
    attributes: targetId === undefined ? attributes : { ...attributes, targetIds: targetId },
    ...search,
  });
  const page = shownPage(request, datasets, pagination.total);
  return { datasets: page.entries.map(toDatasetRecord), pagination: page.pagination };
}

type Attributes = Record<string, Scalar>;

/** The conditions that an index finds, apart from those that are text within, or a list. */
function conditionsOf({ name, targetIds, ...others }: ListDatasetsFilters = {}): {
  name: string | undefined;
  targetIds: string[] | undefined;
  attributes: Attributes;
} {
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(withoutAbsent(others))) {
    if (!isScalar(value)) throw callersFault('DATASET_FILTER_UNSUPPORTED', `No filter: ${key}`);
    attributes[key] = value;
  }
  return { name, targetIds, attributes };
}

interface TargetSearch {
  readonly attributes: Attributes;
  readonly targetIds: readonly string[];
  readonly orderBy: DatasetOrder;
  readonly search: { readonly search?: string };
}

/** All datasets that have any of the targets. The index finds those of each. */
async function withAnyTarget(
  storage: DatasetsStorage,
  { attributes, targetIds, orderBy, search }: TargetSearch,
): Promise<Dataset[]> {
  const found = new Map<string, Dataset>();
  for (const targetId of targetIds) {
    const { datasets } = await storage.listDatasets({
      pagination: { page: 0, perPage: false },
      attributes: { ...attributes, targetIds: targetId },
      ...search,
    });
    for (const dataset of datasets) found.set(dataset.id, dataset);
  }
  const sign = orderBy.direction === 'asc' ? 1 : -1;
  return [...found.values()].sort((left, right) => sign * compare(left, right, orderBy.field));
}

function compare(left: Dataset, right: Dataset, field: DatasetOrder['field']): number {
  const byField =
    field === 'name'
      ? compareText(left.name, right.name)
      : left[field].getTime() - right[field].getTime();
  return byField === 0 ? compareText(left.id, right.id) : byField;
}
