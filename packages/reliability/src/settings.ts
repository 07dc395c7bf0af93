/** How much the tests do, from the environment. */
export interface Settings {
  /** `RELIABILITY_SCALE`: multiplies numbers of mutations and kills; default 1. */
  readonly scale: number;
  /** `RELIABILITY_SEED`: repeats the choices of a failed run; default random. */
  readonly seed: number;
}

function wholeNumber(name: string, value: string | undefined, otherwise: number): number {
  if (value === undefined || value === '') return otherwise;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new Error(`${name} is ${value}, which is no whole number.`);
}

export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const scale = wholeNumber('RELIABILITY_SCALE', environment['RELIABILITY_SCALE'], 1);
  if (scale < 1) throw new Error('RELIABILITY_SCALE is less than 1.');
  const random = Math.floor(Math.random() * 1_000_000_000);
  return {
    scale,
    seed: wholeNumber('RELIABILITY_SEED', environment['RELIABILITY_SEED'], random),
  };
}

/** Runs something random, and names the seed in its failure. */
export async function withSeed<Result>(seed: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Failed with RELIABILITY_SEED=${seed}: ${reason}`, { cause });
  }
}
