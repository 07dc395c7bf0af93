export { DatasetsStorage } from './base.js';
export { chooseItems } from './choose-items.js';
export { SnapshotDigest, type ItemContent } from './content.js';
export { compareNewestFirst } from './order.js';
export { BASIC_SUPPORTS, FULL_SUPPORTS, type DatasetsSupports } from './supports.js';
export * from './versioned/index.js';
