import { describe, expect, test } from 'vitest';
import { toRetryPolicy } from '../../src/internal/index.ts';
import type { RetryAfterOptions } from '../../src/index.ts';
import type { RetryPolicy } from '../../src/internal/index.ts';

const defaults: RetryPolicy = { initialDelay: 100, maxDelay: 10_000, giveUpAfter: Infinity, maxRetryAfter: 3_600_000 };

describe('toRetryPolicy', () => {
  test('fills in the defaults', () => {
    expect(toRetryPolicy({}, defaults)).toEqual(defaults);
    expect(toRetryPolicy({ giveUpAfter: '5m', maxRetryAfter: 0 }, defaults)).toEqual({
      ...defaults,
      giveUpAfter: 300_000,
      maxRetryAfter: 0,
    });
  });

  test('an initialDelay above the default of maxDelay raises that default', () => {
    expect(toRetryPolicy({ initialDelay: '1m' }, defaults)).toMatchObject({ initialDelay: 60_000, maxDelay: 60_000 });
  });

  test.each<[RetryAfterOptions, string]>([
    [{ initialDelay: 0 }, 'retry.initialDelay'],
    [{ initialDelay: Infinity }, 'retry.initialDelay'],
    [{ initialDelay: 10, maxDelay: 9 }, 'retry.maxDelay'],
    [{ maxDelay: Infinity }, 'retry.maxDelay'],
    [{ giveUpAfter: -1 }, 'retry.giveUpAfter'],
    [{ giveUpAfter: 'never' as '1s' }, 'retry.giveUpAfter'],
    [{ maxRetryAfter: Infinity }, 'retry.maxRetryAfter'],
  ])('refuses %j', (options, named) => {
    expect(() => toRetryPolicy(options, defaults)).toThrow(
      expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION', message: expect.stringContaining(named) }),
    );
  });
});
