import type { Browser, Page } from '@penstock/browser';
import type { ChartView } from '../../page/inspect.ts';
import type { Answers } from './answers.ts';
import type { PageServer } from './serve-page.ts';

declare const penstockCharts: Record<string, () => ChartView>;

/** What the tests of the page share. */
export interface Scene {
  /** A tab that most tests share, one after another. The tests of access close it. */
  readonly page: Page;
  /** Opens another tab. */
  readonly open: () => Promise<Page>;
  readonly server: PageServer;
  /** The answers that the server has at first. */
  readonly answers: Answers;
  /** What the tabs wrote to the console. */
  readonly messages: string[];
}

/** Opens a tab, and notes the messages and requests of its page. */
export const openTab = async (
  browser: Browser,
  url: string,
  { messages, requests }: { readonly messages: string[]; readonly requests: string[] },
): Promise<Page> => {
  const page = await browser.newPage({
    viewport: { width: 1_280, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  await loaded(page);
  return page;
};

/** Waits until all panels show something. */
export const loaded = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
  await settled(page);
};

/** Waits until the charts are drawn, which is in the frame after a change. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

/** What a chart of the page shows. */
export const chart = (page: Page, name: string): Promise<ChartView> =>
  page.evaluate((name) => penstockCharts[name]!(), name) as Promise<ChartView>;

/** The visible span of a chart, milliseconds since the epoch. */
export const visible = async (page: Page, name: string): Promise<{ readonly from: number; readonly to: number }> => {
  await settled(page);
  return (await chart(page, name)).visible!;
};
