import { runDatasetsConformance } from '@mastra-datasets/conformance';
import { fileConfiguration } from './file-configuration.js';

const { create, reopen } = await fileConfiguration();

runDatasetsConformance({ name: 'DatasetsLibSQL in a file', create, reopen });
