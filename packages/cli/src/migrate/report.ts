import {
  describeLoss,
  type MigrationLoss,
  type MigrationProgress,
} from '@mastra-datasets/migration';
import type { MigratedDataset } from '@mastra-datasets/migration';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { showProgress, type Progress } from '../output/progress.js';
import { count } from '../output/values.js';

/** Shows how far a migration has come, one dataset after the other. */
export class MigrationDisplay {
  readonly #io: Io;
  #step = '';
  #progress: Progress | null = null;

  constructor(io: Io) {
    this.#io = io;
  }

  update({ phase, number, total, dataset, datasets }: MigrationProgress): void {
    const title = `${phase === 'copy' ? 'Copying' : 'Comparing'} dataset ${dataset} of ${datasets}`;
    if (title !== this.#step || this.#progress === null) {
      this.stop();
      this.#step = title;
      this.#progress = showProgress(this.#io, title, total + 1, 'version');
    }
    this.#progress.update(number + 1, number + 1);
  }

  stop(): void {
    this.#progress?.stop();
    this.#progress = null;
  }
}

/** Says what a migration did: a line for each dataset, and what became of all. */
export function describeMigration(
  datasets: readonly MigratedDataset[],
  losses: readonly MigrationLoss[],
): string {
  if (datasets.length === 0) return 'There are no datasets.';
  const lines = datasets.map(({ name, versions, copied }) => {
    const all = `${count(versions, 'version')}, ${copied.toLocaleString('en-US')} of them new`;
    return `Copied ${printable(name)}: ${all}, all compared.`;
  });
  const moved = datasets.reduce((sum, { movedVersions }) => sum + movedVersions, 0);
  if (moved > 0) {
    const those = moved === 1 ? '1 version has' : `${moved.toLocaleString('en-US')} versions have`;
    lines.push(
      `${those} a time of their own here: in Mastra, others have the same, or a later one.`,
    );
  }
  if (losses.length > 0) lines.push(`Left out: ${losses.map(describeLoss).join('; ')}.`);
  return lines.join('\n');
}
