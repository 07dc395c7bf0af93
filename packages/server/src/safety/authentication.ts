import type { MiddlewareHandler } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { problemResponse, ServerProblem } from '../responses/problem.js';
import type { AppEnv } from '../routes/route.js';
import type { Tokens } from './tokens.js';

const REALM = 'mastra-datasets';

function refuse(message: string): { message: () => Response } {
  return { message: () => problemResponse(new ServerProblem('UNAUTHORIZED', message)) };
}

/** Lets nobody in without a token, and remembers what it allows. */
export function authentication(tokens: Tokens): MiddlewareHandler<AppEnv> {
  return bearerAuth<AppEnv>({
    realm: REALM,
    verifyToken: (token, context) => {
      const role = tokens.roleOf(token);
      if (role === null) return false;
      context.set('role', role);
      return true;
    },
    noAuthenticationHeader: refuse('Send the token: Authorization: Bearer TOKEN.'),
    invalidAuthenticationHeader: refuse('The header has to be: Authorization: Bearer TOKEN.'),
    invalidToken: refuse('The token is not one that this server knows.'),
  });
}
