import { queryOptions } from '@tanstack/react-query';
import { keys } from '../../api/queries.js';
import { diffVersions } from '../../api/versions.js';
import { changeOf, type Change } from '../compare/changed-fields.js';

/** How many changes a preview shows. */
const SHOWN = 5;

/** The first items that differ between two versions. The rest is not read. */
export function changePreviewQuery(datasetId: string, from: number, to: number) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'change-preview', from, to],
    queryFn: async ({ signal }) => {
      const changes: Change[] = [];
      const versions = { from: String(from), to: String(to) };
      for await (const line of diffVersions(datasetId, versions, signal)) {
        if (line.type === 'summary') continue;
        if (changes.push(changeOf(line)) === SHOWN) break;
      }
      return changes;
    },
    staleTime: Infinity,
  });
}
