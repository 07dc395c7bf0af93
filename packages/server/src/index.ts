export { createDatasetsApp, type DatasetsAppOptions } from './app.js';
export { SERVER_LIMITS, type ServerLimits } from './limits.js';
export { PROBLEMS, type ProblemCode, type ServerProblemCode } from './responses/problem-codes.js';
export { LOOPBACK_HOSTS } from './safety/callers.js';
export { createToken, hashToken, type AccessToken, type Role } from './safety/tokens.js';
export {
  requestListener,
  serveDatasets,
  type DatasetsServer,
  type ServeDatasetsOptions,
} from './serve.js';
