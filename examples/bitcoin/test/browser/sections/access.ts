import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@penstock/browser';
import type { AxeResults } from 'axe-core';
import { expect, test } from 'vitest';
import { loaded, settled } from '../tab.ts';
import type { Scene } from '../tab.ts';

declare const axe: { run(options?: { runOnly: string[] }): Promise<AxeResults> };

/** The problems that axe finds, by all its rules or by the named ones. */
const problemsOf = async (page: Page, rules?: string[]): Promise<readonly string[]> => {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate((rules) => axe.run(rules && { runOnly: rules }), rules);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
};

/** Screen readers, the theme switch and the Tab key. */
export const testAccess = ({ page }: Scene): void => {
  test('axe finds nothing in light, nor in dark after the switch, which is remembered', async () => {
    expect(await problemsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
    await settled(page);
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe('rgb(12, 15, 20)');
    // The markup is the same as in light.
    expect(await problemsOf(page, ['color-contrast'])).toEqual([]);
    await page.reload();
    await loaded(page);
    expect(await background()).toBe('rgb(12, 15, 20)');
  });

  test('the first stop of the Tab key leads past the header', async () => {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the charts');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.close();
  });
};
