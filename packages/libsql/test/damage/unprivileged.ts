import { chown } from 'node:fs/promises';

/** A user that owns nothing else. */
const NOBODY = 65_534;

function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** Gives a file or folder to whoever {@link asUnprivileged} works as. */
export async function handOver(path: string): Promise<void> {
  if (isRoot()) await chown(path, NOBODY, NOBODY);
}

/** Works as a user whom file permissions stop, which they do not stop root from anything. */
export async function asUnprivileged<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!isRoot() || process.seteuid === undefined) return work();
  process.seteuid(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid(0);
  }
}
