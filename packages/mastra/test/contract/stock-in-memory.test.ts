import { InMemoryStore } from '@mastra/core/storage';
import { testContract } from './contract.js';

testContract({ kind: 'stock in memory', create: () => Promise.resolve(new InMemoryStore()) });
