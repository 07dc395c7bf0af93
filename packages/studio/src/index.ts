export { createStudioApp, type StudioAppOptions } from './app.js';
export { serveStudio, type ServeStudioOptions, type StudioServer } from './serve.js';
