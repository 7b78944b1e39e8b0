import { describe, expect, test, vi } from 'vitest';
import { Pool } from '../../src/wasm/pool.ts';

describe('Pool', () => {
  test('reuses a thread, unless it has ended', async () => {
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

  test('returns fewer threads than requested rather than wait for the rest', async () => {
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

  test('stops the started workers and keeps its size if a worker of the page cannot be started', async () => {
    // As in a browser.
    const node = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
    try {
      let [started, stopped] = [0, 0];
      const worker = { postMessage() {}, addEventListener() {}, terminate: () => void (stopped += 1) };
      const pool = new Pool(2, () => {
        started += 1;
        if (started === 2) throw new Error('another origin');
        return worker;
      });
      await expect(pool.take(2)).rejects.toMatchObject({
        code: 'PENSTOCK_WORKER_FAILED',
        message: expect.stringContaining('another origin'),
      });
      expect(stopped).toBe(1);
      expect(await pool.take(2)).toHaveLength(2);
    } finally {
      node.mockRestore();
    }
  });
});
