import { describe, expect, test } from 'vitest';
import { AdaptiveConcurrency } from '../../../src/bulk/concurrency/adaptive-concurrency.ts';
import type { Concurrency } from '../../../src/bulk/concurrency/concurrency.ts';
import { FixedConcurrency } from '../../../src/bulk/concurrency/concurrency-of.ts';

/**
 * A server in simulated time. `rate(n)` is the number of batches per second that it completes with n requests open; it
 * answers 429 to more than `refuses` requests.
 */
interface SimulatedServer {
  readonly rate: (n: number, time: number) => number;
  readonly refuses?: number;
  /** Milliseconds of network time per request, which do not load the server. */
  readonly network?: number;
}

/** Returns how many batches a writer that always has more to send writes in `seconds` of simulated time. */
const simulate = (
  { rate, refuses = Number.POSITIVE_INFINITY, network = 0 }: SimulatedServer,
  concurrency: Concurrency,
  seconds: number,
  noise = 0,
): number => {
  let seed = 1;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  interface Job {
    readonly sentAt: number;
    left: number;
    wait: number;
  }
  const jobs: Job[] = [];
  let time = 0;
  let done = 0;
  let paused = 0;
  const step = 1;
  for (; time < seconds * 1_000; time += step) {
    while (time >= paused && jobs.length < concurrency.limit) {
      if (jobs.length + 1 > refuses) {
        concurrency.overloaded(time, time);
        paused = time + 100;
        break;
      }
      jobs.push({ sentAt: time, left: 1 + noise * (random() - 0.5), wait: network });
    }
    const working = jobs.filter(({ wait }) => wait <= 0);
    const share = working.length > 0 ? ((rate(working.length, time) / 1_000) * step) / working.length : 0;
    for (const job of jobs) {
      if (job.wait > 0) job.wait -= step;
      else job.left -= share;
    }
    for (let index = jobs.length - 1; index >= 0; index -= 1) {
      const job = jobs[index]!;
      if (job.left > 0) continue;
      jobs.splice(index, 1);
      done += 1;
      concurrency.answered({ took: time + step - job.sentAt, sentAt: job.sentAt, full: true, saturated: true });
    }
  }
  return done;
};

const bestFixed = (server: SimulatedServer, seconds: number, noise: number): number =>
  Math.max(...Array.from({ length: 16 }, (_, n) => simulate(server, new FixedConcurrency(n + 1), seconds, noise)));

describe('AdaptiveConcurrency', () => {
  const servers: Array<[string, SimulatedServer]> = [
    ['one worker', { rate: () => 20 }],
    ['two workers', { rate: (n) => 10 * Math.min(n, 2) }],
    ['four workers', { rate: (n) => 10 * Math.min(n, 4) }],
    ['eight workers', { rate: (n) => 10 * Math.min(n, 8) }],
    // Measured on two cores: 38k, 65k and 60k documents a second with 1, 2 and 4 requests of 5,000 under way.
    ['two cores shared with the writer', { rate: (n) => (n === 1 ? 7.6 : n <= 2 ? 13 : n <= 4 ? 12 : 11) }],
    ['a far server', { rate: (n) => 50 * Math.min(n, 2), network: 40 }],
    ['a server that collapses under load', { rate: (n) => (n <= 4 ? 10 * n : 160 / n) }],
    ['a server that refuses above three', { rate: (n) => 10 * Math.min(n, 3), refuses: 3 }],
  ];

  test.each(servers)('reaches at least 0.9 of the throughput of the best fixed limit: %s', (_, server) => {
    for (const noise of [0, 0.6]) {
      const ours = simulate(server, new AdaptiveConcurrency(1, 16), 60, noise);
      expect(ours / bestFixed(server, 60, noise), `noise ${noise}`).toBeGreaterThan(0.9);
    }
  });

  test('adapts to a server that gets slower and recovers', () => {
    const server: SimulatedServer = { rate: (n, time) => (time > 60_000 && time < 120_000 ? 5 : 10) * Math.min(n, 4) };
    const ours = simulate(server, new AdaptiveConcurrency(1, 16), 180, 0.3);
    expect(ours / bestFixed(server, 180, 0.3)).toBeGreaterThan(0.9);
  });

  test('halves on overload, once for all requests that were open at that time', () => {
    const concurrency = new AdaptiveConcurrency(1, 16);
    for (let time = 0; concurrency.limit < 8; time += 10)
      concurrency.answered({ took: 10, sentAt: time, full: true, saturated: true });
    concurrency.overloaded(5_000, 5_010);
    concurrency.overloaded(5_001, 5_011);
    expect(concurrency.limit).toBe(4);
    concurrency.overloaded(5_012, 5_020);
    expect(concurrency.limit).toBe(2);
  });

  test('stays within its bounds', () => {
    const concurrency = new AdaptiveConcurrency(2, 3);
    for (let time = 0; time < 1_000; time += 10)
      concurrency.answered({ took: 10, sentAt: time, full: true, saturated: true });
    expect(concurrency.limit).toBe(3);
    for (let time = 1_000; time < 2_000; time += 10) concurrency.overloaded(time, time + 5);
    expect(concurrency.limit).toBe(2);
  });

  test('does not rise while fewer requests are open than allowed, nor after small batches', () => {
    const concurrency = new AdaptiveConcurrency(1, 16);
    for (let time = 0; time < 1_000; time += 10) {
      concurrency.answered({ took: 10, sentAt: time, full: true, saturated: false });
      concurrency.answered({ took: 1, sentAt: time, full: false, saturated: true });
    }
    expect(concurrency.limit).toBe(4);
  });
});
