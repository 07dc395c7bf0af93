import { Option } from '@commander-js/extra-typings';
import { withStore } from '../context.js';
import { CliError } from '../errors.js';
import { isEqualJson } from '../equal-json.js';
import { contentOf } from '../formats/writers.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireItem } from '../resolve/item.js';
import { requireVersion } from '../resolve/version.js';
import { parseJsonOption } from './parameters.js';

/** `edit`: changes to one item. */
export function registerEdit(root: Root, io: Io): void {
  root
    .command('edit')
    .description('change an item, in a new version')
    .argument('<dataset>')
    .argument('<item>')
    .option('--input <text>', 'the new input, as text')
    .addOption(
      new Option('--input-json <json>', 'the new input')
        .argParser(parseJsonOption)
        .conflicts('input'),
    )
    .option('--expected-output <text>', 'the new expected output, as text')
    .addOption(
      new Option('--expected-output-json <json>', 'the new expected output')
        .argParser(parseJsonOption)
        .conflicts('expectedOutput'),
    )
    .option('--context-json <json>', 'the new context, an object; null removes it', parseJsonOption)
    .option('--message <text>', 'a note kept with the version')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets edit questions q-17 --expected-output 42\n  $ mastra-datasets edit questions q-17 --input-json \'{"question":"Why?"}\'',
    )
    .action((name, reference, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (opened) => {
        const { datasets, output } = opened;
        const { inputJson, expectedOutputJson, contextJson, message } = options;
        const input = inputJson === undefined ? options.input : inputJson.value;
        const expectedOutput =
          expectedOutputJson === undefined ? options.expectedOutput : expectedOutputJson.value;
        const context = contextJson?.value;
        if (input === undefined && expectedOutput === undefined && context === undefined) {
          throw new CliError('USAGE', 'There is nothing to change.', {
            hint: 'give --input, --expected-output or --context-json',
          });
        }
        const dataset = await requireDataset(opened, name);
        const { id: datasetId } = dataset;
        const current = await requireItem(opened, dataset, reference);
        const present = contentOf(current);
        const wanted = {
          ...present,
          ...(input === undefined ? {} : { input }),
          ...(expectedOutput === undefined ? {} : { expectedOutput }),
          ...(context === undefined ? {} : { context: context ?? undefined }),
        };
        if (isEqualJson(present, wanted)) {
          const version = await requireVersion(datasets, datasetId, undefined);
          await output.result({ item: current, version, changed: false }, () => {
            return `Nothing differs from ${printable(reference)} in ${output.versionName(version)}.`;
          });
          return;
        }
        // What is no object is refused by the storage.
        const update = { input, expectedOutput, context: context as Record<string, unknown> };
        const items = [{ id: current.id, ...update }];
        const [item] = await datasets.updateItems({ datasetId, items, message });
        const version = await requireVersion(datasets, datasetId, item?.version);
        await output.result({ item, version, changed: true }, () => {
          return `Changed ${printable(reference)} in ${output.versionName(version)}.`;
        });
      });
    });
}
