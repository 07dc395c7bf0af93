import type { Page, Route } from 'playwright-core';

/** What the page asked for and does not get yet. */
export interface Held {
  /** How much is held. */
  readonly count: () => number;
  /** Lets all of it through, and what is asked for from now on. */
  readonly release: () => Promise<void>;
}

async function hold(
  page: Page,
  url: string | RegExp,
  take: (route: Route) => Promise<() => Promise<void>>,
): Promise<Held> {
  const held: (() => Promise<void>)[] = [];
  let isOpen = false;
  const onRoute = async (route: Route) => {
    const pass = await take(route);
    if (isOpen) await pass();
    else held.push(pass);
  };
  await page.route(url, onRoute);
  return {
    count: () => held.length,
    release: async () => {
      isOpen = true;
      await Promise.all(held.map((pass) => pass()));
    },
  };
}

/** Holds requests back, as on a slow way to the server. */
export function holdRequests(page: Page, url: string | RegExp): Promise<Held> {
  return hold(page, url, (route) => Promise.resolve(() => route.continue()));
}

/** Lets the server answer at once, and holds the answers back, as on a slow way from the server. */
export function holdAnswers(page: Page, url: string | RegExp): Promise<Held> {
  return hold(page, url, async (route) => {
    const response = await route.fetch();
    return () => route.fulfill({ response });
  });
}
