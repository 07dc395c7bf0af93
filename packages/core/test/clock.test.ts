import { afterEach, describe, expect, it, vi } from 'vitest';
import { MAXIMUM_COMMIT_WAIT_MS, nextVersion, systemClock } from '../src/index.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('systemClock', () => {
  it('waits until its time has come', async () => {
    const until = systemClock.now() + 8;
    await systemClock.wait(until);
    expect(systemClock.now()).toBeGreaterThanOrEqual(until);
  });

  it('does not wait for the past', async () => {
    await expect(systemClock.wait(0)).resolves.toBeUndefined();
  });

  it('gives up on a time that is too far off', async () => {
    const until = systemClock.now() + 60_000;
    await systemClock.wait(until);
    expect(systemClock.now()).toBeLessThan(until);
    expect(MAXIMUM_COMMIT_WAIT_MS).toBe(25);
  });

  it('is not hung by fake timers', async () => {
    vi.useFakeTimers();
    const until = systemClock.now() + 5;
    await systemClock.wait(until);
    expect(systemClock.now()).toBeLessThan(until);
  });
});

describe('nextVersion', () => {
  it('is the present, or right after the previous version', () => {
    expect(nextVersion(10, 5)).toBe(10);
    expect(nextVersion(10, 10)).toBe(11);
    expect(nextVersion(10, 12)).toBe(13);
  });
});
