import { expect, test } from 'vitest';
import { date } from '../../../page/format/date.ts';
import { price } from '../../../page/format/number.ts';
import { chart, settled, visible } from '../tab.ts';
import type { Scene } from '../tab.ts';
import { hourlyPrices } from '../zoom/hourly-prices.ts';

const hour = 3_600_000;

/** The price chart with more bars than fit. */
export const testLongPrices = ({ open, answers, server }: Scene): void => {
  test('of ten years of hours the chart holds at most 1,000 bars, and a refresh keeps what is visible', async () => {
    const prices = hourlyPrices();
    const { times } = prices;
    const span = times.at(-1)! - times[0]!;
    server.answers['prices'] = prices;
    const page = await open();
    const held = async (): Promise<number> => {
      await settled(page);
      return (await chart(page, 'price')).series['price']!.length;
    };
    const press = async (key: string, count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1) {
        await page.keyboard.press(key);
        expect(await held()).toBeLessThanOrEqual(1_000);
      }
    };
    await page.getByRole('button', { name: 'All', exact: true }).click();
    expect(await held()).toBeLessThanOrEqual(1_000);
    const all = await visible(page, 'price');
    expect(all.to - all.from).toBeGreaterThan(0.98 * span);
    await page.getByRole('application', { name: 'Price chart' }).focus();

    // A merged bar is read with its first and last date. The key steps to the bar before it.
    const spoken = page.locator('#price [role=status]').first();
    const bars = (await chart(page, 'price')).series['price'] as ReadonlyArray<{ time: number; close: number }>;
    for (const bar of [bars.at(-1)!, bars.at(-2)!]) {
      await page.keyboard.press('Shift+ArrowLeft');
      const text = await spoken.innerText();
      expect(text).toContain(`${date(bar.time * 1_000)} to `);
      expect(text).toContain(price(bar.close));
    }
    // The crosshair keeps its place on the screen. Zoomed in, it points at a single hour.
    await press('+', 17);
    expect(await page.locator('#price .readout').innerText()).toMatch(/^\d\d \w+ \d{4}, \d\d:00\n/);

    // Zoomed in, each bar is one of the API's, around the same middle.
    const [first, second] = (await chart(page, 'price')).series['price'] as ReadonlyArray<{
      time: number;
      open: number;
      close: number;
    }>;
    expect(second!.time - first!.time).toBe(3_600);
    const row = times.indexOf(first!.time * 1_000);
    expect(first).toMatchObject({ open: prices.open[row], close: prices.close[row] });
    const close = await visible(page, 'price');
    expect(Math.abs((close.from + close.to) / 2 - times[43_800]!)).toBeLessThan(0.02 * span);

    // The store now has one more hour, and no longer the first two.
    server.answers['prices'] = {
      interval: '1m',
      times: [...times.slice(2), times.at(-1)! + hour],
      ...Object.fromEntries(
        (['open', 'high', 'low', 'close', 'volume'] as const).map((key) => [key, [...prices[key].slice(2), 1]]),
      ),
    };
    server.send('changed', { what: 'prices' });
    await page.locator('#price-summary', { hasText: '87,599 bars' }).waitFor({ state: 'attached' });
    const refreshed = await visible(page, 'price');
    expect(Math.abs(refreshed.from - close.from)).toBeLessThanOrEqual(hour);
    expect(Math.abs(refreshed.to - close.to)).toBeLessThanOrEqual(hour);

    await press('-', 20);
    const out = await visible(page, 'price');
    expect(out.to - out.from).toBeGreaterThan(0.9 * span);
    server.answers['prices'] = answers.prices;
    await page.close();
  });
};
