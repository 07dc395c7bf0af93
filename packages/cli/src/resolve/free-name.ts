import type { CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import { printable } from '../output/printable.js';
import { findDataset } from './dataset.js';

/** Throws `DATASET_EXISTS` where a dataset is called by a name already. */
export async function requireFreeName(
  { datasets, names }: Pick<CommandContext, 'datasets' | 'names'>,
  name: string,
): Promise<void> {
  if ((await findDataset(datasets, name)) === null) return;
  throw new CliError('DATASET_EXISTS', `There is a dataset ${printable(name)} already.`, {
    hint: `choose another name, or look at the one that is there: ${names.command('show', name)}`,
  });
}
