import type { EvaluationCase } from './cases.js';
import { originOf } from './loading/origin.js';
import type { LockedSelection } from './lock-file/format.js';

/**
 * Gives the one line to keep with a score: which cases it was measured on, such as
 * `questions version 3, 40 cases in the split test, digest 5f70bf18…`, with the whole digest.
 *
 * @param cases a list that `loadCases` gave; the count and the digest are those of this list.
 * Throws `RUN_INVALID` for another list.
 */
export function describeCases(cases: readonly EvaluationCase[]): string {
  const { dataset, lock, chosen } = originOf(cases);
  const { versionNumber, digest, selection } = lock;
  const which = `${describeSelection(selection)}${describeSelection(chosen)}`;
  const count = `${cases.length} ${cases.length === 1 ? 'case' : 'cases'}`;
  return `${dataset} version ${versionNumber}, ${count}${which}, digest ${chosen?.digest ?? digest}`;
}

function describeSelection({ splits, where, sample }: LockedSelection = {}): string {
  return [
    ...(splits === undefined ? [] : [` in the split ${splits.join(' or ')}`]),
    ...(where === undefined ? [] : [` where ${JSON.stringify(where)}`]),
    ...(sample === undefined ? [] : [` of the sample ${JSON.stringify(sample)}`]),
  ].join('');
}
