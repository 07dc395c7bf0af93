import Driver from 'libsql';

/** What goes wrong with an operation of the driver. */
export type DriverFault =
  /** Another process has the lock, once. */
  | 'busy'
  /** The disk fails before the operation has begun. */
  | 'disk, before'
  /** The disk fails when the operation is done. */
  | 'disk, after';

/** The plan for all connections that are opened by the driver that is {@link FaultyDriver}. */
export const faults = {
  next: null as { readonly after: number; readonly fault: DriverFault } | null,
  /** The SQL of what was done since the last plan. */
  operations: [] as string[],
  /** How many faults have happened. */
  injected: 0,
};

function failure(message: string, code: string, rawCode: number): Error {
  return new Driver.SqliteError(message, code, rawCode);
}

function perform<Outcome>(sql: string, run: () => Outcome): Outcome {
  const isDue = faults.next?.after === faults.operations.length;
  faults.operations.push(sql);
  if (!isDue || faults.next === null) return run();
  const { fault } = faults.next;
  faults.next = null;
  faults.injected += 1;
  if (fault === 'busy') throw failure('database is locked', 'SQLITE_BUSY', 5);
  if (fault === 'disk, after') run();
  throw failure('disk I/O error', 'SQLITE_IOERR', 10);
}

type Method = (...args: unknown[]) => unknown;

/** Puts something in the way of some methods of an object. */
function intercept<Target extends object>(
  target: Target,
  methods: Readonly<Record<string, (call: () => unknown, args: readonly unknown[]) => unknown>>,
): Target {
  return new Proxy(target, {
    get: (_, key): unknown => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      const method: Method = (...args) => Reflect.apply(member, target, args);
      const around = Reflect.get(methods, key) as (typeof methods)[string] | undefined;
      return around === undefined
        ? method
        : (...args: unknown[]) => around(() => method(...args), args);
    },
  });
}

/** The driver, but one operation at a time goes wrong by {@link faults}. */
export const FaultyDriver = new Proxy(Driver, {
  construct: (target, args: ConstructorParameters<typeof Driver>) =>
    intercept(new target(...args), {
      exec: (call, [sql]) => perform(String(sql), call),
      prepare: (prepare, [sql]) => {
        const run = (call: () => unknown) => perform(String(sql), call);
        return intercept(prepare() as object, { run, get: run, all: run });
      },
    }),
});
