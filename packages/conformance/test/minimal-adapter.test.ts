import { MinimalDatasetsStorage } from '../examples/minimal-adapter.js';
import { runDatasetsConformance } from '../src/index.js';

runDatasetsConformance({
  name: 'minimal adapter',
  create: () => Promise.resolve(new MinimalDatasetsStorage()),
});
