import { useCallback, useMemo, useState } from 'react';

/** The rows that were chosen, by the ids of their items. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  /** Chooses these, too. */
  readonly add: (ids: readonly string[]) => void;
  readonly replace: (ids: readonly string[]) => void;
  /** Chooses these no more. */
  readonly remove: (ids: readonly string[]) => void;
  readonly clear: () => void;
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(() => new Set());
  const toggle = useCallback((id: string) => {
    setIds((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const add = useCallback((more: readonly string[]) => {
    setIds((old) => new Set([...old, ...more]));
  }, []);
  const replace = useCallback((chosen: readonly string[]) => {
    setIds(new Set(chosen));
  }, []);
  const remove = useCallback((fewer: readonly string[]) => {
    setIds((old) => {
      const next = new Set(old);
      for (const id of fewer) next.delete(id);
      return next;
    });
  }, []);
  const clear = useCallback(() => {
    setIds(new Set());
  }, []);
  return useMemo(
    () => ({ ids, toggle, add, replace, remove, clear }),
    [ids, toggle, add, replace, remove, clear],
  );
}
