export { createDatasetsApp, type DatasetsAppOptions } from './app.js';
export { SERVER_LIMITS, type ServerLimits } from './limits.js';
export { PROBLEMS, type ProblemCode, type ServerProblemCode } from './responses/problem-codes.js';
export { problemResponse } from './responses/problem.js';
export { LOOPBACK_HOSTS, requireHost } from './safety/callers.js';
export { createToken, hashToken, type AccessToken, type Role } from './safety/tokens.js';
export {
  defaultAccess,
  requestListener,
  serveApp,
  serveDatasets,
  type Access,
  type DatasetsServer,
  type ListeningServer,
  type ListenOptions,
  type ServeDatasetsOptions,
} from './serve.js';
