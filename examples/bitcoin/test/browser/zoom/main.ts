/**
 * Prints the longest task of the page's main thread while ten years of hours are zoomed and moved: `npm run zoom`. It
 * builds the page and opens it in Chromium at 1280 by 900 pixels.
 */
import { cpus, loadavg } from 'node:os';
import { startChromium } from '@penstock/browser';
import type { Browser, Page } from '@penstock/browser';
import { answersOf } from '../answers.ts';
import { buildPage } from '../built-page.ts';
import { servePage } from '../serve-page.ts';
import { walk } from '../walk.ts';
import { hourlyPrices } from './hourly-prices.ts';
import { longestTask } from './longest-task.ts';
import type { LongestTask } from './longest-task.ts';

const rounds = 5;

const times = async (count: number, act: (i: number) => Promise<void>): Promise<void> => {
  for (let i = 0; i < count; i += 1) await act(i);
};

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** What a visitor does with the chart, by name. Each gesture ends with all bars visible, for the next one. */
const gesturesOf = async (page: Page): Promise<ReadonlyArray<readonly [string, () => Promise<void>]>> => {
  const box = page.getByRole('application', { name: 'Price chart' });
  const { x, y, width } = (await box.boundingBox())!;
  const [middle, height] = [x + width / 2, y + 200];
  return [
    [
      'range buttons',
      async () => {
        for (const name of ['5Y', '1Y', '1M', 'All']) await press(page, name);
      },
    ],
    [
      'mouse wheel',
      async () => {
        await box.focus();
        await page.mouse.move(middle, height);
        await times(40, () => page.mouse.wheel(0, -120));
        await times(40, () => page.mouse.wheel(0, 120));
      },
    ],
    [
      'keys + and −',
      async () => {
        await box.focus();
        await times(20, () => page.keyboard.press('+'));
        await times(25, () => page.keyboard.press('-'));
      },
    ],
    [
      'zoom buttons',
      async () => {
        await times(15, () => press(page, 'Zoom in'));
        await times(15, () => press(page, 'Zoom out'));
      },
    ],
    [
      'drag',
      async () => {
        await press(page, '1Y');
        await page.mouse.move(middle, height);
        await page.mouse.down();
        await times(60, (i) => page.mouse.move(middle + 8 * i, height));
        await page.mouse.up();
        await press(page, 'All');
      },
    ],
    ['crosshair', () => times(60, (i) => page.mouse.move(x + 50 + 10 * i, height))],
  ];
};

const measure = async (browser: Browser, page: Page): Promise<void> => {
  const gestures = await gesturesOf(page);
  const longest = new Map<string, LongestTask>();
  await times(rounds, async (round) => {
    console.error(`Round ${round + 1} of ${rounds}`);
    for (const [name, gesture] of gestures) {
      const now = await longestTask(browser, page, gesture);
      const before = longest.get(name) ?? { wall: 0, processor: 0 };
      longest.set(name, {
        wall: Math.max(before.wall, now.wall),
        processor: Math.max(before.processor, now.processor),
      });
    }
  });
  console.log(`Longest task of the main thread in ${rounds} rounds, milliseconds:`);
  console.log(`${'gesture'.padEnd(16)}${'processor'.padStart(10)}${'wall clock'.padStart(12)}`);
  for (const [name, { processor, wall }] of longest)
    console.log(`${name.padEnd(16)}${processor.toFixed(0).padStart(10)}${wall.toFixed(0).padStart(12)}`);
  const load = loadavg()[0]!.toFixed(1);
  console.log(`${cpus().length} cores of ${cpus()[0]?.model ?? 'an unknown kind'}, load ${load} (mean of a minute).`);
};

/** Builds the page, opens it and measures. Returns the exit code. */
export const main = async (): Promise<number> => {
  const browser = await startChromium();
  if (!browser) return 1;
  console.error('Building the page...');
  const built = await buildPage();
  const server = await servePage(built.folder, { ...(await answersOf(walk(400), 1)), prices: hourlyPrices() });
  try {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
    await page.goto(server.url);
    await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
    await page.waitForTimeout(2_000);
    await measure(browser, page);
    return 0;
  } finally {
    await browser.close();
    server.close();
    await built.remove();
  }
};
