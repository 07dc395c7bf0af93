import { choiceParam, textParam } from '../../app/search-params.js';

export const CHANGE_KINDS = ['added', 'updated', 'deleted'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

const LAYOUTS = ['split', 'inline'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** What the address says of a comparison. */
export interface CompareView {
  /** A number, a time or a tag. Without one, the version before the newest. */
  readonly from?: string | undefined;
  /** Without one, the newest version. */
  readonly to?: string | undefined;
  /** Shows the changes of this kind only. */
  readonly kind?: ChangeKind | undefined;
  /** Side by side, or one text with what went and what came. */
  readonly layout?: Layout | undefined;
  /** The id of the item whose change is shown. */
  readonly item?: string | undefined;
}

/** A change of a comparison; as a function, of what the address says by now. */
export type CompareChange = Partial<CompareView> | ((now: CompareView) => Partial<CompareView>);

export function readCompareView(search: Record<string, unknown>): CompareView {
  return {
    from: textParam(search, 'from'),
    to: textParam(search, 'to'),
    kind: choiceParam(search, 'kind', CHANGE_KINDS),
    layout: choiceParam(search, 'layout', LAYOUTS),
    item: textParam(search, 'item'),
  };
}
