/** How statements are sent. */
export interface ExchangeOptions {
  /** Whether statements are prepared once for each connection. */
  readonly prepares: boolean;
  /**
   * How long the server may work on one statement, in milliseconds, where it was told so. The
   * connection is given up when it says nothing for as long as all statements may take.
   */
  readonly statementTimeoutMs?: number | undefined;
}
