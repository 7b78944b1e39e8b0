import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { differenceFromKept } from '../screenshots.ts';
import { chart, settled } from '../tab.ts';
import type { Scene } from '../tab.ts';

/** Pictures of the page, which the docs show as well. */
const kept = (name: string): string =>
  fileURLToPath(new URL(`../../../../../docs/public/dashboard/${name}.png`, import.meta.url));

/** Widths and themes: what the page looks like. */
export const testLooks = ({ page }: Scene): void => {
  test.each([
    [390, 'light'],
    [390, 'dark'],
    [1_280, 'dark'],
    [1_280, 'light'],
  ] as const)('at %i px, %s, nothing is wider than the window, and it looks as it did', async (width, theme) => {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
    await page.emulateMedia({ colorScheme: theme });
    // Five years have anomalies of three severities. Their marks are placed once the chart rests.
    await page.getByRole('button', { name: '5Y', exact: true }).click();
    await page.mouse.move(0, 0);
    await expect.poll(async () => (await chart(page, 'price')).series['marks']).not.toHaveLength(0);
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await differenceFromKept(await page.screenshot(), kept(`${width}-${theme}`))).toBeLessThan(0.05);
    if (width < 500) return;
    // High enough for the whole explorer below the header, which does not scroll away.
    await page.setViewportSize({ width, height: 1_200 });
    const explorer = page.locator('#anomalies');
    await explorer.evaluate((section) => scrollTo(0, scrollY + section.getBoundingClientRect().top - 90));
    await settled(page);
    expect(await differenceFromKept(await explorer.screenshot(), kept(`anomalies-${theme}`))).toBeLessThan(0.05);
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => scrollTo(0, 0));
  });
};
