import { expect, test } from 'vitest';
import type { CandleInterval, Prices } from '../../../src/board/api.ts';
import { chart, settled, visible } from '../tab.ts';
import type { Scene } from '../tab.ts';

const minute = 60_000;
const start = Date.UTC(2024, 4, 17, 12);

/** Candles that close at 100, 101, and so on; of the given minutes after noon. */
const pricesOf = (interval: CandleInterval, minutes: readonly number[]): Prices => {
  const closes = minutes.map((_, row) => 100 + row);
  return {
    interval,
    times: minutes.map((after) => start + Math.round(after * minute)),
    open: closes.map((close) => close - 0.5),
    high: closes.map((close) => close + 1),
    low: closes.map((close) => close - 1),
    close: closes,
    volume: closes.map(() => 2),
  };
};

/** The buttons 1d, 1m and 1s of a live run. */
export const testIntervals = ({ open, answers, server }: Scene): void => {
  const restore = (): void => {
    for (const name of Object.keys(server.answers)) if (!(name in answers)) delete server.answers[name];
    Object.assign(server.answers, answers);
  };

  test('a live run shows bars of a day, a minute or a second, and candles that arrive late', async () => {
    Object.assign(server.answers, {
      about: { ...answers.about, live: { exchange: 'simulated', simulated: true } },
      // No trade came in minute 3.
      'prices?interval=1m': pricesOf('1m', [0, 1, 2, 4, 5]),
      'prices?interval=1s': pricesOf('1s', []),
      'anomalies?interval=1m': { interval: '1m', rows: [] },
      'forecast?interval=1m': null,
    });
    const page = await open();
    const bars = async (): Promise<ReadonlyArray<{ readonly time: number; readonly close: number }>> => {
      await settled(page);
      return (await chart(page, 'price')).series['price'] as ReadonlyArray<{ time: number; close: number }>;
    };
    const send = (interval: CandleInterval, time: number, close: number): void =>
      server.send('candle', { interval, time, open: close, high: close, low: close, close, volume: 1 });
    const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

    await press('1m');
    await page.locator('#anomalies', { hasText: 'No minute stood out' }).waitFor();
    await expect.poll(bars).toHaveLength(5);
    send('1m', start + 2 * minute, 55);
    await expect.poll(async () => (await bars()).map(({ close }) => close)).toEqual([100, 101, 55, 103, 104]);
    send('1m', start + 3 * minute, 66);
    await expect
      .poll(async () => (await bars()).map(({ time, close }) => [time / 60 - start / minute, close]))
      .toEqual([
        [0, 100],
        [1, 101],
        [2, 55],
        [3, 66],
        [4, 103],
        [5, 104],
      ]);

    await press('1s');
    await page.locator('#price', { hasText: 'No candles of a second yet' }).waitFor();
    send('1s', start, 77);
    await expect.poll(async () => (await bars()).map(({ close }) => close)).toEqual([77]);
    expect(await page.locator('#price .panel-state').isVisible()).toBe(false);

    await press('1d');
    await expect.poll(bars).toHaveLength(answers.prices.times.length);
    expect(await page.locator('#price .readout').innerText()).toContain('2024');
    restore();
    await page.close();
  });

  test('anomalies of minutes have a time of day, also at midnight', async () => {
    const midnight = Date.UTC(2024, 4, 18);
    const odd = answers.anomalies.rows[0]!;
    Object.assign(server.answers, {
      about: { ...answers.about, live: { exchange: 'simulated', simulated: true } },
      'prices?interval=1m': pricesOf('1m', [719, 720]),
      'anomalies?interval=1m': {
        interval: '1m',
        rows: [0, -minute].map((from) => ({ ...odd, time: midnight + from })),
      },
      'forecast?interval=1m': null,
    });
    const page = await open();
    await page.getByRole('button', { name: '1m', exact: true }).click();
    const times = page.locator('#anomalies tbody .row-link');
    await expect.poll(() => times.allInnerTexts()).toEqual(['18 May 2024, 00:00', '17 May 2024, 23:59']);
    restore();
    await page.close();
  });

  test('a page that is open for long drops the oldest seconds and follows the newest', async () => {
    const second = 1_000;
    const held = 3_960;
    Object.assign(server.answers, {
      about: { ...answers.about, live: { exchange: 'simulated', simulated: true } },
      'prices?interval=1s': pricesOf(
        '1s',
        Array.from({ length: held }, (_, row) => row / 60),
      ),
      'anomalies?interval=1m': { interval: '1m', rows: [] },
      'forecast?interval=1m': null,
    });
    const page = await open();
    const bars = async (): Promise<readonly [count: number, newest: number]> => {
      const { price } = (await chart(page, 'price')).series as { price: ReadonlyArray<{ readonly time: number }> };
      return [price.length, price.at(-1)!.time * second];
    };
    const closes = async (): Promise<readonly number[]> => {
      const { price } = (await chart(page, 'price')).series as { price: ReadonlyArray<{ readonly close: number }> };
      return price.map(({ close }) => close);
    };
    const send = (time: number, close = 50): void =>
      server.send('candle', { interval: '1s', time, open: close, high: close, low: close, close, volume: 1 });
    await page.getByRole('button', { name: '1s', exact: true }).click();
    await expect.poll(bars).toEqual([held, start + (held - 1) * second]);
    // An older bar changes while all are so narrow that the library draws several as one.
    send(start + 10 * second, 55);
    await expect.poll(async () => (await closes())[10]).toBe(55);
    // Zoom in, and move to the newest bars.
    await page.getByRole('application', { name: 'Price chart' }).focus();
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('+');
    for (let i = 0; i < 17; i += 1) await page.keyboard.press('ArrowRight');
    const before = await visible(page, 'price');
    expect(before.to).toBe(start + (held - 1) * second);

    send(start + held * second);
    await expect.poll(bars).toEqual([3_600, start + held * second]);
    expect(await visible(page, 'price')).toEqual({ from: before.from + second, to: before.to + second });
    restore();
    await page.close();
  });
};
