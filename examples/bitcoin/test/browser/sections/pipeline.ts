import { expect, test } from 'vitest';
import { chart, settled } from '../tab.ts';
import type { Scene } from '../tab.ts';

/** Changes by server-sent events. */
export const testPipeline = ({ page, answers, server }: Scene): void => {
  test('the pipeline changes by events, and only the end of a step is announced', async () => {
    const step = (at: number, records: number, state: 'running' | 'done') => ({
      ...answers.pipeline,
      state: state === 'running' ? 'running' : 'ended',
      steps: answers.pipeline.steps.map((step) =>
        step.name === 'index' ? { ...step, state, records, recordsPerSecond: state === 'running' ? 512 : 0 } : step,
      ),
      partitions: [{ topic: 'bitcoin', partition: 0, committed: records, end: 3_729, lag: 3_729 - records }],
      at,
    });
    const spoken = page.locator('#pipeline [role=status]');
    server.send('pipeline', step(1_000, 1_024, 'running'));
    await page.locator('.step', { hasText: '512/s' }).waitFor();
    expect(await page.locator('#pipeline tbody').innerText()).toContain('2,705');
    expect(await page.locator('.live-state').innerText()).toBe('512 records/s');
    expect(await spoken.innerText()).toBe('');
    server.send('pipeline', step(2_000, 3_729, 'done'));
    await page.locator('.live-state', { hasText: 'All done' }).waitFor();
    expect(await spoken.innerText()).toBe('index is done, 3,729 records.');
    expect((await chart(page, 'pipeline')).series['index']!.slice(-2)).toEqual([512, 0]);
  });

  test('a live candle moves the last bar, and the page requests again what has changed', async () => {
    const last = answers.prices.times.at(-1)!;
    server.send('candle', {
      interval: '1m',
      time: last + 3_600_000,
      open: 1,
      high: 9e9,
      low: 1,
      close: 2,
      volume: 1,
    });
    await page.locator('.headline-price', { hasText: '$2.00' }).waitFor();
    expect((await chart(page, 'price')).series['price']!.at(-1)).toMatchObject({
      time: last / 1_000,
      open: answers.prices.open.at(-1),
      high: 9e9,
      low: 1,
      close: 2,
    });
    // The answer that follows was read before the candle was in the store.
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/prices'));
    server.send('changed', { what: 'prices' });
    await (await answered).finished();
    await settled(page);
    expect((await chart(page, 'price')).series['price']!.at(-1)).toMatchObject({ high: 9e9, close: 2 });
    server.answers['anomalies'] = { ...answers.anomalies, rows: answers.anomalies.rows.slice(1) };
    server.send('changed', { what: 'anomalies' });
    await page.waitForFunction(
      (rows) => document.querySelectorAll('.anomalies tbody tr').length === rows,
      answers.anomalies.rows.length - 1,
    );
    server.answers['anomalies'] = answers.anomalies;
  });
};
