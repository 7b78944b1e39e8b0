import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { differenceFromKept } from '../screenshots.ts';
import { settled } from '../tab.ts';
import type { Scene } from '../tab.ts';

const kept = (name: string): string =>
  fileURLToPath(new URL(`../../../../../docs/public/dashboard/${name}`, import.meta.url));

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
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await differenceFromKept(await page.screenshot(), kept(`${width}-${theme}.png`))).toBeLessThan(0.05);
  });
};
