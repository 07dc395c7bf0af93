// A program of somebody who uses Mastra, on the packed packages.
import assert from 'node:assert/strict';
import console from 'node:console';
import { createRequire } from 'node:module';
import { Mastra } from '@mastra/core';
import { createScorer } from '@mastra/core/evals';
import { RequestContext } from '@mastra/core/request-context';
import { InMemoryStore } from '@mastra/core/storage';
import { LibSQLStore } from '@mastra/libsql';
import { LIST_ITEMS_ROUTE } from '@mastra/server/handlers/datasets';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { copyFromMastra, copyToMastra, withVersionedDatasets } from '@mastra-datasets/mastra';

const commonJs = createRequire(import.meta.url)('@mastra-datasets/mastra');
const libsql = (url) => new LibSQLStore({ id: 'app', url });
const shared = { url: 'file:app.db', tablePrefix: 'versioned_' };
const stores = {
  'in memory': withVersionedDatasets(new InMemoryStore(), new DatasetsInMemory()),
  'in a file of its own': withVersionedDatasets(
    libsql('file:rest.db'),
    new DatasetsLibSQL({ url: 'file:datasets.db' }),
  ),
  'in the file of the rest': withVersionedDatasets(libsql(shared.url), new DatasetsLibSQL(shared)),
  'from CommonJS': commonJs.withVersionedDatasets(new InMemoryStore(), new DatasetsInMemory()),
};

const equal = createScorer({ id: 'equal', description: 'Equality' }).generateScore(({ run }) =>
  run.output === run.groundTruth ? 1 : 0,
);

for (const [name, storage] of Object.entries(stores)) {
  const mastra = new Mastra({ storage, logger: false });
  const dataset = await mastra.datasets.create({ name, inputSchema: { type: 'string' } });
  const [first] = await dataset.addItems({
    items: [
      { externalId: 'a', input: '1 + 1', groundTruth: 3, metadata: { level: 1 } },
      { input: '1 + 2', groundTruth: 3, requestContext: { user: 'ann' } },
    ],
  });
  await dataset.updateItem({ itemId: first.id, groundTruth: 2 });
  await assert.rejects(dataset.addItem({ input: 1 }), { name: 'SchemaValidationError' });
  const run = async (version) => {
    const task = ({ input }) => (input === '1 + 1' ? 2 : 3);
    const summary = await dataset.startExperiment({ version, task, scorers: [equal] });
    const scores = summary.results.map(({ scores: [score] }) => score.score);
    return { id: summary.experimentId, sum: scores.reduce((sum, score) => sum + score, 0) };
  };
  const [before, after] = [await run(1), await run(2)];
  assert.deepEqual([before.sum, after.sum], [1, 2]);
  const experimentIds = [before.id, after.id];
  const compared = await mastra.datasets.compareExperiments({ experimentIds });
  assert.equal(compared.items.length, 2);
  const request = { mastra, requestContext: new RequestContext(), datasetId: dataset.id };
  const listed = await LIST_ITEMS_ROUTE.handler({ ...request, page: 0, perPage: 10, version: 1 });
  LIST_ITEMS_ROUTE.responseSchema.parse(listed);
  await dataset.purgeItem({ itemId: first.id });
  const { results } = await dataset.listExperimentResults({ experimentId: before.id });
  assert.equal(results.find(({ itemId }) => itemId === first.id).output, null);
  await mastra.datasets.delete({ id: dataset.id });
  const detached = await mastra.datasets.getExperiment({ experimentId: after.id });
  assert.equal(detached.datasetId, null);
  await mastra.shutdown();
  console.log(`Datasets ${name}: fine`);
}

const stock = libsql('file:stock.db');
await stock.init();
const { id: datasetId } = await stock.stores.datasets.createDataset({ name: 'Stock' });
await stock.stores.datasets.addItem({ datasetId, input: '1 + 1', groundTruth: 2 });
const versions = new DatasetsLibSQL({ url: 'file:stock.db', tablePrefix: 'versioned_' });
const { datasets } = await copyFromMastra(stock, versions);
assert.deepEqual([datasets[0].versions, datasets[0].copied], [2, 2]);
await versions.addItem({ datasetId, input: '1 + 2', expectedOutput: 3 });
await copyToMastra(versions, stock);
const { version } = await stock.stores.datasets.getDatasetById({ id: datasetId });
assert.equal(version, 2);
await versions.close();
await stock.close();
console.log('Datasets out of Mastra, and back: fine');
