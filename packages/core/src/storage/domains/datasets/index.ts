export { DatasetsStorage } from './base.js';
export { compareNewestFirst } from './order.js';
export { BASIC_SUPPORTS, FULL_SUPPORTS, type DatasetsSupports } from './supports.js';
export * from './versioned/index.js';
