import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { NONCE, secureHeaders, type SecureHeadersVariables } from 'hono/secure-headers';

/** What the built page has where the nonce of an answer belongs. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/** The files of a build have a hash of their content in their names. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The page runs its own scripts only, and speaks with nobody but its own server. */
const pageHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    // Editors write their styles when they are shown, and know the nonce.
    styleSrc: ["'self'", NONCE],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginResourcePolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  permissionsPolicy: { camera: [], geolocation: [], microphone: [] },
  // This is about hosts that are not this one.
  strictTransportSecurity: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
});

const keptForEver: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.ok) context.header('Cache-Control', FOR_EVER);
};

/**
 * Adds a built page to an application: its files, and its document at every other address, since the
 * page has routes of its own. Throws an `Error` when there is no page in the folder.
 */
export function addPage(app: Hono, folder: string): void {
  const documentParts = readDocument(folder).split(NONCE_PLACEHOLDER);
  const document = (context: Context<{ Variables: SecureHeadersVariables }>) =>
    context.html(documentParts.join(context.get('secureHeadersNonce') ?? ''), 200, {
      // Another answer has another nonce.
      'Cache-Control': 'no-store',
    });

  app.use(pageHeaders);
  app.use(compress());
  app.get('/assets/*', keptForEver, serveStatic({ root: folder }), (context) => context.notFound());
  app.get('/index.html', document);
  // An index that is not there, as the folder itself is answered below.
  app.get('*', serveStatic({ root: folder, index: '.none' }), document);
}

function readDocument(folder: string): string {
  try {
    return readFileSync(join(folder, 'index.html'), 'utf8');
  } catch (cause) {
    throw new Error(`The page is not there: build it into ${folder}.`, { cause });
  }
}
