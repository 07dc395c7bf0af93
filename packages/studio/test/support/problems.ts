import type { Page } from 'playwright-core';

/**
 * What went wrong in a page without anybody asking: errors, messages in the console, refusals of the
 * content security policy. A test fails when there is any that it did not allow.
 */
export class Problems {
  readonly #found: string[] = [];
  readonly #allowed: RegExp[] = [];

  constructor(page: Page) {
    page.on('pageerror', (error) => {
      this.#found.push(`error: ${error.stack ?? error.message}`);
    });
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.#found.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('crash', () => {
      this.#found.push('the page crashed');
    });
  }

  /** Expects problems of these words, such as `/401/` where an answer refuses a token. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  /** Those that nobody allowed. */
  get unexpected(): readonly string[] {
    return this.#found.filter((text) => !this.#allowed.some((pattern) => pattern.test(text)));
  }
}
