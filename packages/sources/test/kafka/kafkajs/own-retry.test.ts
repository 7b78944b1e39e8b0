import { describe, expect, test } from 'vitest';
import { clientRetry, consumerRetry } from '../../../src/kafka/kafkajs/own-retry.ts';

const policy = { giveUpAfter: Infinity, maxRetryAfter: 0 };

describe('the retries of kafkajs', () => {
  test('are short and few by default', () => {
    expect(clientRetry({ ...policy, initialDelay: 100, maxDelay: 5_000 })).toEqual({
      initialRetryTime: 100,
      maxRetryTime: 2_000,
      retries: 3,
    });
  });

  test('use shorter waits of the options, and limit longer ones', () => {
    expect(clientRetry({ ...policy, initialDelay: 10, maxDelay: 50 })).toMatchObject({
      initialRetryTime: 10,
      maxRetryTime: 50,
    });
    expect(clientRetry({ ...policy, initialDelay: 8.64e15, maxDelay: 8.64e15 })).toMatchObject({
      initialRetryTime: 2_000,
      maxRetryTime: 2_000,
    });
  });

  test('restart a consumer until it is stopped', async () => {
    let goesOn = true;
    const { restartOnFailure } = consumerRetry(() => goesOn);
    expect(await restartOnFailure!(new Error('away'))).toBe(true);
    goesOn = false;
    expect(await restartOnFailure!(new Error('away'))).toBe(false);
  });
});
