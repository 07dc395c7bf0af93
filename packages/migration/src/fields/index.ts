export {
  namelessDatasetAttributes,
  ownFields,
  toCreateInput,
  toMastraDataset,
  type MastraDatasetFields,
  type MastraDatasetInput,
} from './datasets.js';
export {
  attributesOf,
  namelessItemAttributes,
  purgeMark,
  toNewItem,
  toPayload,
  type MastraItemPayload,
} from './items.js';
export { isObject, isText, without, withoutAbsent } from './members.js';
