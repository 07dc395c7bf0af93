/** How far an exchange came; the rows are put where they were asked for. */
export interface Progress {
  /** What the first statement that was not run failed with; `null` when all were run. */
  readonly failure: { readonly cause: unknown } | null;
  /** How many statements the server may have got. */
  readonly sent: number;
}
