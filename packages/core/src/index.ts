export * from './storage/index.js';
export { Mastra, type MastraConfig } from './mastra/index.js';
