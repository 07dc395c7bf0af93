import type { PrimitivesTopic } from '../check.js';
import { stagedCommitChecks } from './staged-commits.js';
import { stagedDeletionChecks } from './staged-deletions.js';
import { stagedItemChecks } from './staged-items.js';

export const stagingChecks: PrimitivesTopic = {
  topic: 'staging',
  checks: [...stagedItemChecks, ...stagedCommitChecks, ...stagedDeletionChecks],
};
