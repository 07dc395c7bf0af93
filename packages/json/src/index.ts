export { findJsonFlaw, type JsonFlaw } from './flaw.js';
export { holdsNumber } from './numbers.js';
export {
  JsonProblem,
  readJson,
  readLoosely,
  STRICT,
  type JsonHints,
  type JsonReading,
} from './read-json.js';
