import type { Io } from './io.js';

/** A variable of the environment; an empty one is not set, as CI jobs have them for lack of a value. */
export function variable(env: Io['env'], name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}
