import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { fileConfiguration } from './file-configuration.js';

const { create, reopen } = await fileConfiguration({ tablePrefix: 'evaluation_' });

runDatasetsConformance({ name: 'DatasetsLibSQL with a table prefix', create, reopen });
