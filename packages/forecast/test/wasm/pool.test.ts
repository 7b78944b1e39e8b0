import { describe, expect, test } from 'vitest';
import { Pool } from '../../src/wasm/pool.ts';

describe('Pool', () => {
  test('hands a thread out again, unless it has ended', async () => {
    const pool = new Pool(1);
    const [first] = await pool.take(1);
    pool.release([first!]);
    const [again] = await pool.take(1);
    expect(again).toBe(first);
    const ended = new Promise<void>((resolve) => {
      again!.onReport = (report) => report.kind === 'failed' && resolve();
    });
    again!.terminate();
    await ended;
    expect(again!.alive).toBe(false);
    pool.release([again!]);
    const [other] = await pool.take(1);
    expect(other).not.toBe(first);
    pool.terminate([other!]);
  });

  test('gives fewer threads than asked for rather than wait for the rest', async () => {
    const pool = new Pool(3);
    const two = await pool.take(2);
    const rest = await pool.take(3);
    expect([two.length, rest.length]).toEqual([2, 1]);
    let served = false;
    const waiting = pool.take(1).then((threads) => {
      served = true;
      return threads;
    });
    await new Promise((resolve) => void setTimeout(resolve, 5));
    expect(served).toBe(false);
    pool.release(rest);
    pool.terminate([...two, ...(await waiting)]);
  });
});
