/** What every command takes. */
export interface GlobalOptions {
  readonly url?: string | undefined;
  readonly authToken?: string | undefined;
  readonly schema?: string | undefined;
  readonly tablePrefix?: string | undefined;
  readonly json?: true | undefined;
  /** Whether long results may go through a pager; default `true`. */
  readonly pager?: boolean | undefined;
}
