import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { createDatasetsApp, type DatasetsAppOptions } from '../../src/index.js';

/** What a test sends. */
interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An application over a storage in memory, with a short way to ask it. */
export function openApp(options: Partial<DatasetsAppOptions> = {}) {
  const storage = options.storage ?? new DatasetsInMemory();
  const app = createDatasetsApp({ storage, tokens: false, ...options });
  const ask = async (method: string, path: string, { body, headers = {} }: Sent = {}) => {
    const isText = typeof body === 'string';
    const type = isText || body === undefined ? {} : { 'Content-Type': 'application/json' };
    return app.request(`http://localhost/api/v1${path}`, {
      method,
      headers: { ...type, ...headers },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
  };
  return { storage, app, ask };
}

/** The JSON of an answer. */
export async function jsonOf(
  answer: Response | Promise<Response>,
): Promise<Record<string, unknown>> {
  return (await (await answer).json()) as Record<string, unknown>;
}
