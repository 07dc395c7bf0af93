/** A page of a list. */
export interface StoragePagination {
  /** From 0. */
  page: number;
  /** A positive integer, or `false` for everything on one page. */
  perPage: number | false;
}

/** Where a page stands in its list. */
export interface PaginationInfo extends StoragePagination {
  /** How many entries the whole list has. */
  total: number;
  /** Whether entries follow after this page. */
  hasMore: boolean;
}
