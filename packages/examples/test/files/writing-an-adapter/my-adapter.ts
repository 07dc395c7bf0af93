/** Stands in for the reader's own adapter. */
export { DatasetsInMemory as MyDatasetsStorage } from '@mastra-datasets/inmemory';
