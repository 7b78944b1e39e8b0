import type { Browser, Page } from '@penstock/browser';
import type { ChartView } from '../../page/inspect.ts';
import type { CandleInterval } from '../../src/board/api.ts';

/** A bar of the price chart. */
export interface Bar {
  /** Milliseconds since the Unix epoch, UTC. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** `undefined` if the chart has none. */
  readonly volume: number | undefined;
}

/** The page of a live run in a tab, with functions that read what it shows. */
export interface LivePage {
  readonly page: Page;
  /** Messages in the browser's console, and errors of the page. */
  readonly messages: readonly string[];
  /** Presses the button of an interval, and waits until its bars are drawn. */
  show(interval: CandleInterval): Promise<void>;
  bars(): Promise<readonly Bar[]>;
  /** The forecast's line: its times and values. */
  forecast(): Promise<ReadonlyArray<readonly [time: number, mean: number]>>;
  /** The cells of each row of the table of anomalies, and of the table of partitions. */
  anomalies(): Promise<ReadonlyArray<readonly string[]>>;
  partitions(): Promise<ReadonlyArray<readonly string[]>>;
  /** The text of the card of a step. */
  step(name: string): Promise<string>;
  /** The price that a visitor sees first. */
  price(): Promise<string>;
}

interface Drawn {
  /** Seconds. */
  readonly time: number;
  readonly value: number;
}

/** Opens the page at an address, and shows bars of a second. */
export const openLivePage = async (browser: Browser, address: string): Promise<LivePage> => {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 } });
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  await page.goto(address);
  const chart = async (): Promise<ChartView['series']> =>
    (await page.evaluate<ChartView>('penstockCharts.price()')).series;
  const rows = (selector: string): Promise<ReadonlyArray<readonly string[]>> =>
    page.evaluate(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].map((row) =>
        [...row.cells].map((cell) => cell.textContent))`,
    );
  const live: LivePage = {
    page,
    messages,
    async show(interval) {
      const answered = page.waitForResponse((response) => response.url().endsWith(`/api/prices?interval=${interval}`));
      await page
        .getByRole('group', { name: 'Width of a bar' })
        .getByRole('button', { name: interval, exact: true })
        .click();
      await (await answered).finished();
      // The chart takes the answer in a task of its own, and draws in the frame after that.
      await page.evaluate(
        'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
      );
    },
    async bars() {
      const { price = [], volume = [] } = await chart();
      const volumes = new Map((volume as readonly Drawn[]).map(({ time, value }) => [time, value]));
      return (price as Array<Omit<Bar, 'volume'>>).map(({ time, open, high, low, close }) => ({
        time: time * 1_000,
        open,
        high,
        low,
        close,
        volume: volumes.get(time),
      }));
    },
    async forecast() {
      const { forecast = [] } = await chart();
      return (forecast as readonly Drawn[]).map(({ time, value }) => [time * 1_000, value] as const);
    },
    anomalies: () => rows('.anomalies tbody tr'),
    partitions: () => rows('#pipeline tbody tr'),
    step: (name) => page.locator('.step', { has: page.getByRole('heading', { name, exact: true }) }).innerText(),
    price: () => page.locator('.headline-price').innerText(),
  };
  await live.show('1s');
  return live;
};
