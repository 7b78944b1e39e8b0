import { expect, test } from 'vitest';
import { chart, visible } from '../tab.ts';
import type { Scene } from '../tab.ts';

/** The price chart. */
export const testPrice = ({ page, answers }: Scene): void => {
  const days = answers.prices.times.length;

  test('the price chart has the candles, volumes and forecast of the API', async () => {
    const { series } = await chart(page, 'price');
    const { times, open, high, low, close, volume } = answers.prices;
    expect(series['price']).toEqual(
      times.map((time, i) =>
        expect.objectContaining({ time: time / 1_000, open: open[i], high: high[i], low: low[i], close: close[i] }),
      ),
    );
    expect(series['volume']).toEqual(
      times.map((time, i) => expect.objectContaining({ time: time / 1_000, value: volume[i] })),
    );
    const { ahead } = answers.forecast!;
    expect(series['forecast']).toEqual(
      [
        [times[days - 1]!, close[days - 1]!] as const,
        ...ahead.times.map((time, i) => [time, ahead.mean[i]!] as const),
      ].map(([time, value]) => expect.objectContaining({ time: time / 1_000, value })),
    );
  });

  test('range buttons and keys zoom and move the price chart', async () => {
    const day = 86_400_000;
    const last = answers.forecast!.ahead.times.at(-1)!;
    for (const [name, span] of [
      ['1M', 38],
      ['1Y', 372],
      ['All', days + 6],
    ] as const) {
      await page.getByRole('button', { name, exact: true }).click();
      const { from, to } = await visible(page, 'price');
      expect(to).toBe(last);
      // Bars that are cut off at the edge do not count as visible.
      expect(Math.abs((to - from) / day - span)).toBeLessThanOrEqual(3);
    }
    await page.getByRole('application', { name: 'Price chart' }).focus();
    const width = async (): Promise<number> => {
      const { from, to } = await visible(page, 'price');
      return to - from;
    };
    const all = await width();
    await page.keyboard.press('+');
    const closer = await width();
    expect(closer).toBeLessThan(all);
    await page.keyboard.press('-');
    expect(await width()).toBeGreaterThan(closer);
    await page.keyboard.press('End');
    const newest = await visible(page, 'price');
    await page.keyboard.press('ArrowLeft');
    expect((await visible(page, 'price')).from).toBeLessThan(newest.from);
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    const spoken = await page.locator('#price [role=status]').first().innerText();
    expect(spoken).toContain(new Date(answers.prices.times.at(-2)!).getUTCFullYear());
  });
};
