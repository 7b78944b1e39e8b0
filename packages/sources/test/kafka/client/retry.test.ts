import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkConnection } from '../../../src/kafka/client/connection.ts';
import type { KafkaConnection } from '../../../src/kafka/client/connection.ts';
import { KafkaError } from '../../../src/kafka/client/kafka-error.ts';
import { firstContact, persist } from '../../../src/kafka/client/retry.ts';

const away = new KafkaError('PENSTOCK_KAFKA_UNREACHABLE', 'no broker', { retriable: true });
const unknown = new KafkaError('PENSTOCK_TOPIC_UNKNOWN', 'no topic', { retriable: true });
const refused = new KafkaError('PENSTOCK_KAFKA_NOT_ALLOWED', 'no', { retriable: false });
const { signal } = new AbortController();

/** Makes work that throws the errors in turn, then succeeds, and records the times of its calls. */
const failing = (...errors: readonly Error[]) => {
  const calls: number[] = [];
  const left = [...errors];
  const work = async (): Promise<string> => {
    calls.push(performance.now() - began);
    const error = left.shift();
    if (error) throw error;
    return 'done';
  };
  return { calls, work };
};
const always = (error: Error): Error[] => Array.from({ length: 1_000 }, () => error);
const connectionOf = (options: Partial<KafkaConnection> = {}) =>
  checkConnection({ brokers: ['localhost:9092'], random: () => 0.5, ...options });
const settled = async <T>(promise: Promise<T>): Promise<T | Error> => {
  const outcome = promise.catch((error: Error) => error);
  await vi.runAllTimersAsync();
  return outcome;
};

let began = 0;
beforeEach(() => {
  vi.useFakeTimers();
  began = performance.now();
});
afterEach(() => void vi.useRealTimers());

describe('firstContact', () => {
  test('retries after waits that double and have jitter', async () => {
    const { calls, work } = failing(away, away, away);
    expect(await settled(firstContact(connectionOf(), signal, work))).toBe('done');
    expect(calls).toEqual([0, 75, 225, 525]);
  });

  test('throws the last error before startTimeout ends', async () => {
    const { calls, work } = failing(...always(away));
    expect(await settled(firstContact(connectionOf({ startTimeout: '1s' }), signal, work))).toBe(away);
    expect(calls).toEqual([0, 75, 225, 525]);
  });

  test('waits at most three seconds for a topic to become known', async () => {
    const { calls, work } = failing(...always(unknown));
    expect(await settled(firstContact(connectionOf({ startTimeout: Infinity }), signal, work))).toBe(unknown);
    expect(calls.at(-1)).toBe(2_325);
  });

  test('does not retry permanent errors', async () => {
    const { calls, work } = failing(refused);
    expect(await settled(firstContact(connectionOf(), signal, work))).toBe(refused);
    expect(calls).toEqual([0]);
  });
});

describe('persist', () => {
  const told: unknown[] = [];
  const running = (options: Partial<KafkaConnection> = {}) => {
    told.length = 0;
    return connectionOf({ onRetry: ({ what, attempt, wait }) => told.push([what, attempt, wait]), ...options });
  };

  test('retries without end by default, with waits up to 5 s, and reports each failure', async () => {
    const { calls, work } = failing(...Array.from({ length: 40 }, () => away));
    expect(await settled(persist(running({ random: () => 0 }), 'commit', () => true, signal, work))).toBe('done');
    expect(calls).toHaveLength(41);
    expect(told.slice(0, 2)).toEqual([
      ['commit', 1, 50],
      ['commit', 2, 100],
    ]);
    expect(told.at(-1)).toEqual(['commit', 40, 2_500]);
  });

  test('uses the waits of retry, and throws the last error after giveUpAfter', async () => {
    const retry = { initialDelay: 20, maxDelay: 40, giveUpAfter: 100 };
    const { calls, work } = failing(...always(away));
    expect(await settled(persist(running({ retry }), 'commit', () => true, signal, work))).toBe(away);
    expect(calls).toEqual([0, 15, 45, 75, 100]);
  });

  test('ends its wait immediately when the flow stops', async () => {
    const stopping = new AbortController();
    const { calls, work } = failing(...always(away));
    const wanted = () => !stopping.signal.aborted;
    const outcome = persist(running(), 'commit', wanted, stopping.signal, work);
    await vi.advanceTimersByTimeAsync(300);
    expect(vi.getTimerCount()).toBe(1);
    stopping.abort();
    expect(vi.getTimerCount()).toBe(0);
    expect(await outcome).toBeUndefined();
    expect(calls).toEqual([0, 75, 225]);
  });
});
