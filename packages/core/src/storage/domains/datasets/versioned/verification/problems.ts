import type { VerificationProblem } from '../../../../types.js';

/** Where a problem is; times are milliseconds since the Unix epoch. */
interface Place {
  readonly itemId?: string;
  readonly version?: number;
}

/** Collects what a verification finds. */
export class Problems {
  readonly list: VerificationProblem[] = [];

  add(code: VerificationProblem['code'], message: string, { itemId, version }: Place): void {
    this.list.push({
      code,
      message,
      ...(itemId === undefined ? {} : { itemId }),
      ...(version === undefined ? {} : { version: new Date(version) }),
    });
  }
}
