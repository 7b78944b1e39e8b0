import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { startChromium } from '@penstock/browser';
import type { Page } from '@penstock/browser';
import type { AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChartView } from '../../page/inspect.ts';
import { answersOf } from './answers.ts';
import { buildPage } from './built-page.ts';
import { differenceFromKept } from './screenshots.ts';
import { servePage } from './serve-page.ts';
import { walk } from './walk.ts';

declare const penstockCharts: Record<string, () => ChartView>;
declare const axe: { run(options?: { runOnly: string[] }): Promise<AxeResults> };

const kept = (name: string): string =>
  fileURLToPath(new URL(`../../../../docs/public/dashboard/${name}`, import.meta.url));

const built = await buildPage();
const answers = await answersOf(walk(3_729), 12);
const server = await servePage(built.folder, answers);
const browser = await startChromium();

afterAll(async () => {
  await browser?.close();
  server.close();
  await built.remove();
});

test('the page has at most 400 kB compressed', () => {
  expect(built.compressedSize).toBeLessThan(400_000);
  // It is the whole page and not an empty one.
  expect(built.compressedSize).toBeGreaterThan(100_000);
});

const messages: string[] = [];
const requests: string[] = [];

/** A tab with a page of the server, whose messages and requests are noted. */
const open = async (): Promise<Page> => {
  const page = await browser!.newPage({
    viewport: { width: 1_280, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(server.url);
  await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
  await settled(page);
  return page;
};

/** Charts draw in the frame after a change. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );

const chart = (page: Page, name: string): Promise<ChartView> =>
  page.evaluate((name) => penstockCharts[name]!(), name) as Promise<ChartView>;

/** What axe finds: by all its rules, or by those that are named. */
const problemsOf = async (page: Page, rules?: string[]): Promise<readonly string[]> => {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate((rules) => axe.run(rules && { runOnly: rules }), rules);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
};

const days = answers.prices.times.length;
const pairs = (times: readonly number[], values: ReadonlyArray<number | null>) =>
  times.map((time, i) => [time, values[i]]);

if (browser !== undefined)
  describe('the page in Chromium', { timeout: 120_000 }, () => {
    let page: Page;
    beforeAll(async () => {
      page = await open();
    }, 120_000);

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

    test('the charts of the years have all days and months', async () => {
      const { series } = await chart(page, 'years');
      expect(Object.keys(series)).toEqual([
        '2014',
        '2015',
        '2016',
        '2017',
        '2018',
        '2019',
        '2020',
        '2021',
        '2022',
        '2023',
        '2024',
      ]);
      expect(Object.values(series).flatMap((line) => line.map((point) => (point as number[])[1]))).toEqual(
        answers.prices.close,
      );
      const all = answers.years.years.find(({ year }) => year === 'all')!.months;
      expect((await chart(page, 'month-means')).series).toEqual({
        'Mean open': all.map(({ open }) => open),
        'Mean close': all.map(({ close }) => close),
      });
      expect((await chart(page, 'month-extremes')).series).toEqual({
        'Highest high': all.map(({ high }) => high),
        'Lowest low': all.map(({ low }) => low),
      });
    });

    test('the charts of the model have the data of the API', async () => {
      const { series, ahead, loss } = answers.forecast!;
      expect((await chart(page, 'fit')).series).toEqual({
        Close: pairs(series.times, series.actual),
        'Prediction, training rows': pairs(series.times, series.train),
        'Prediction, test rows': pairs(series.times, series.test),
        Forecast: pairs(ahead.times, ahead.mean),
      });
      const shown = (await chart(page, 'ahead')).series;
      const [last, close] = [series.times.at(-1)!, series.actual.at(-1)!];
      expect(shown['Close']).toEqual(pairs(series.times, series.actual).slice(-15));
      expect(shown['Forecast']).toEqual([[last, close], ...pairs(ahead.times, ahead.mean)]);
      expect(shown['95 % band']).toEqual([
        [last, close, close],
        ...ahead.times.map((time, i) => [time, ahead.lower95[i], ahead.upper95[i]]),
      ]);
      expect(shown['80 % band']).toEqual([
        [last, close, close],
        ...ahead.times.map((time, i) => [time, ahead.lower80[i], ahead.upper80[i]]),
      ]);
      expect((await chart(page, 'loss')).series).toEqual({
        'Training loss': loss.map(({ epoch, train }) => [epoch, train]),
      });
      const [train, test] = answers.evaluation!.scatter;
      const points = ({ actual, predicted, times }: NonNullable<typeof train>) =>
        actual.map((value, i) => [value, predicted[i], times[i]]);
      expect((await chart(page, 'scatter')).series).toMatchObject({
        'Training rows': points(train!),
        'Test rows': points(test!),
      });
    });

    test('the lanes count every anomaly, by kind and overall', async () => {
      const { series } = await chart(page, 'lanes');
      const counts = Object.fromEntries(
        Object.entries(series).map(([name, cells]) => [
          name,
          (cells as ReadonlyArray<{ count: number }>).reduce((sum, { count }) => sum + count, 0),
        ]),
      );
      const { rows } = answers.anomalies;
      const kinds = [...new Set(rows.map(({ kind }) => kind))];
      expect(counts).toEqual({
        Overall: rows.length,
        ...Object.fromEntries(kinds.map((kind) => [kind, rows.filter((row) => row.kind === kind).length])),
      });
    });

    const cells = (column: number): Promise<readonly string[]> =>
      page.locator(`.anomalies tbody tr td:nth-child(${column})`).allInnerTexts();

    test('the table of anomalies has all rows, the newest first', async () => {
      const { rows } = answers.anomalies;
      expect(rows.length).toBeGreaterThan(10);
      expect(
        await page
          .locator('.anomalies tbody tr')
          .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset['time']))),
      ).toEqual(rows.map(({ time }) => time));
      expect((await cells(2)).map((text) => Number.parseInt(text, 10))).toEqual(
        rows.map(({ severity }) => Math.round(severity)),
      );
      const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
      expect(await cells(3)).toEqual(rows.map(({ actual }) => dollars.format(actual)));
      expect(await cells(4)).toEqual(rows.map(({ typical }) => dollars.format(typical)));
      expect((await cells(5)).map((text) => text.replace(/\s*alarm$/, ''))).toEqual(
        rows.map(({ description }) => description),
      );
      expect(await cells(6)).toEqual(rows.map(({ kind }) => kind));
    });

    test('a head sorts the table, and says so to a screen reader', async () => {
      const head = page.locator('.anomalies th', { hasText: 'Severity' });
      await head.getByRole('button').click();
      expect(await head.getAttribute('aria-sort')).toBe('descending');
      const down = (await cells(2)).map((text) => Number.parseInt(text, 10));
      expect(down).toEqual(
        answers.anomalies.rows.map(({ severity }) => Math.round(severity)).toSorted((a, b) => b - a),
      );
      await head.getByRole('button').press('Enter');
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      expect((await cells(2)).map((text) => Number.parseInt(text, 10))).toEqual(down.toReversed());
    });

    test('filters leave the rows that pass them', async () => {
      const { rows } = answers.anomalies;
      await page.locator('label', { hasText: 'Severity' }).locator('select').selectOption('major');
      expect(await cells(2)).toHaveLength(rows.filter(({ severity }) => severity >= 50).length);
      await page.getByRole('searchbox').fill('higher');
      expect(await cells(2)).toHaveLength(
        rows.filter(({ severity, description }) => severity >= 50 && description.includes('higher')).length,
      );
      await page.getByRole('button', { name: 'Clear filter' }).click();
      expect(await cells(2)).toHaveLength(rows.length);
    });

    test('a row of the table zooms the price chart to its day', async () => {
      const { time, severity, description } = answers.anomalies.rows[3]!;
      await page.locator(`.anomalies tr[data-time="${time}"]`).click();
      await settled(page);
      const { visible } = await chart(page, 'price');
      expect(visible!.from).toBeLessThan(time);
      expect(visible!.to).toBeGreaterThan(time);
      expect(visible!.to - visible!.from).toBeLessThan(100 * 86_400_000);
      // Marks follow once the chart rests.
      await expect
        .poll(async () => (await chart(page, 'price')).series['marks'], { timeout: 20_000 })
        .toContainEqual(
          expect.objectContaining({ time: time / 1_000, text: `${Math.round(severity)}: ${description}` }),
        );
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Price chart');
    });

    test('a cell of the lanes shows its rows and its prices', async () => {
      const cell = page.locator('.lane').first().locator('.cell[data-severity]').last();
      await cell.click();
      const picked = (await chart(page, 'lanes')).series['Overall']!.findLast(
        (cell) => (cell as { count: number }).count > 0,
      ) as { from: number; to: number; count: number };
      expect(await cells(1)).toHaveLength(picked.count);
      await settled(page);
      const { visible } = await chart(page, 'price');
      expect(Math.abs(visible!.from - picked.from)).toBeLessThan(2 * 86_400_000);
      expect(Math.abs(visible!.to - picked.to)).toBeLessThan(2 * 86_400_000);
      await cell.click();
      expect(await cells(1)).toHaveLength(answers.anomalies.rows.length);
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
        await settled(page);
        const { visible } = await chart(page, 'price');
        expect(visible!.to).toBe(last);
        // Bars that are cut off at the edge do not count.
        expect(Math.abs((visible!.to - visible!.from) / day - span)).toBeLessThanOrEqual(3);
      }
      await page.getByRole('application', { name: 'Price chart' }).focus();
      const width = async (): Promise<number> => {
        await settled(page);
        const { visible } = await chart(page, 'price');
        return visible!.to - visible!.from;
      };
      const all = await width();
      await page.keyboard.press('+');
      const closer = await width();
      expect(closer).toBeLessThan(all);
      await page.keyboard.press('-');
      expect(await width()).toBeGreaterThan(closer);
      await page.keyboard.press('End');
      const { visible: newest } = await chart(page, 'price');
      await page.keyboard.press('ArrowLeft');
      await settled(page);
      expect((await chart(page, 'price')).visible!.from).toBeLessThan(newest!.from);
      await page.keyboard.press('Shift+ArrowLeft');
      await page.keyboard.press('Shift+ArrowLeft');
      const spoken = await page.locator('#price [role=status]').first().innerText();
      expect(spoken).toContain(new Date(answers.prices.times.at(-2)!).getUTCFullYear());
    });

    test('picking a year shows its months', async () => {
      await page.getByRole('button', { name: '2017', exact: true }).click();
      const months = answers.years.years.find(({ year }) => year === 2_017)!.months;
      expect((await chart(page, 'month-means')).series['Mean close']).toEqual(months.map(({ close }) => close));
      await page.getByRole('button', { name: '% since start' }).click();
      const line = (await chart(page, 'years')).series['2017'] as ReadonlyArray<readonly [number, number]>;
      expect(line[0]![1]).toBe(0);
      await page.getByRole('button', { name: 'USD, log' }).click();
      await page.getByRole('button', { name: 'All years' }).click();
    });

    test('the pipeline moves by events, and only the end of a step is spoken', async () => {
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

    test('a live candle moves the last bar, and a change is fetched again', async () => {
      const last = answers.prices.times.at(-1)!;
      server.send('candle', {
        interval: '1m',
        time: last + 3_600_000,
        open: 1,
        high: 9e9,
        low: 1,
        close: 8e9,
        volume: 1,
      });
      await page.locator('.headline-price', { hasText: '$8,000,000,000.00' }).waitFor();
      expect((await chart(page, 'price')).series['price']!.at(-1)).toMatchObject({
        time: last / 1_000,
        open: answers.prices.open.at(-1),
        high: 9e9,
        low: 1,
        close: 8e9,
      });
      server.answers['anomalies'] = { ...answers.anomalies, rows: answers.anomalies.rows.slice(1) };
      server.send('changed', { what: 'anomalies' });
      await page.waitForFunction(
        (rows) => document.querySelectorAll('.anomalies tbody tr').length === rows,
        answers.anomalies.rows.length - 1,
      );
      server.answers['anomalies'] = answers.anomalies;
    });

    test('axe finds nothing in light, nor in dark after the switch, which is remembered', async () => {
      expect(await problemsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
      await settled(page);
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(await background()).toBe('rgb(12, 15, 20)');
      // The markup is the same as in light.
      expect(await problemsOf(page, ['color-contrast'])).toEqual([]);
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
      expect(await background()).toBe('rgb(12, 15, 20)');
    });

    test('the first stop of the Tab key leads past the header', async () => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the charts');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
      await page.close();
    });
  });

if (browser !== undefined)
  test(
    'of ten years of hours the chart holds no more bars than fit, however it is zoomed',
    { timeout: 120_000 },
    async () => {
      // Of the same days again and again: a walk of that length leaves the range that the chart takes.
      const days = walk(3_650);
      const hours = Array.from({ length: 87_600 }, (_, row) => days[row % days.length]!);
      const times = hours.map((_, row) => hours[0]!.time + row * 3_600_000);
      const span = times.at(-1)! - times[0]!;
      const column = (key: 'open' | 'high' | 'low' | 'close' | 'volume') => hours.map((row) => row[key]);
      server.answers['prices'] = {
        interval: '1m',
        times,
        open: column('open'),
        high: column('high'),
        low: column('low'),
        close: column('close'),
        volume: column('volume'),
      };
      const page = await open();
      const held = async (): Promise<number> => {
        await settled(page);
        return (await chart(page, 'price')).series['price']!.length;
      };
      await page.getByRole('button', { name: 'All', exact: true }).click();
      expect(await held()).toBeLessThanOrEqual(2_200);
      const all = (await chart(page, 'price')).visible!;
      expect(all.to - all.from).toBeGreaterThan(0.98 * span);
      await page.getByRole('application').focus();
      for (let i = 0; i < 20; i += 1) {
        await page.keyboard.press('+');
        expect(await held()).toBeLessThanOrEqual(2_200);
      }
      // Zoomed in, each bar is one of the API's, around the same middle.
      const { series, visible } = await chart(page, 'price');
      const [first, second] = series['price'] as ReadonlyArray<{ time: number; open: number; close: number }>;
      expect(second!.time - first!.time).toBe(3_600);
      const row = times.indexOf(first!.time * 1_000);
      expect(first).toMatchObject({ open: hours[row]!.open, close: hours[row]!.close });
      expect(Math.abs((visible!.from + visible!.to) / 2 - times[43_800]!)).toBeLessThan(0.02 * span);
      for (let i = 0; i < 25; i += 1) await page.keyboard.press('-');
      expect(await held()).toBeLessThanOrEqual(2_200);
      const out = (await chart(page, 'price')).visible!;
      expect(out.to - out.from).toBeGreaterThan(0.9 * span);
      server.answers['prices'] = answers.prices;
      await page.close();
    },
  );

if (browser !== undefined)
  test(
    'an empty store, a model that is still trained and an error each say what is the matter',
    { timeout: 120_000 },
    async () => {
      const none = { interval: '1d', times: [], open: [], high: [], low: [], close: [], volume: [] };
      Object.assign(server.answers, {
        prices: none,
        years: { years: [] },
        anomalies: { interval: '1d', rows: [] },
        forecast: null,
        forecasters: null,
        evaluation: { error: { code: 'PENSTOCK_STORE_UNAVAILABLE', message: 'Elasticsearch does not answer.' } },
      });
      const noted = messages.length;
      const page = await open();
      const said = await page.locator('main').innerText();
      expect(said).toContain('No prices yet');
      expect(said).toContain('No day stood out');
      expect(said).toContain('Not there yet');
      expect(said).toContain('Elasticsearch does not answer.');
      expect(said).toContain('PENSTOCK_STORE_UNAVAILABLE');
      server.answers['evaluation'] = answers.evaluation;
      await page.getByRole('button', { name: 'Try again' }).first().click();
      await page.locator('#model', { hasText: 'rmse' }).waitFor();
      server.answers['prices'] = answers.prices;
      server.send('changed', { what: 'prices' });
      await page.locator('.headline-price', { hasText: /\$\d/ }).waitFor();
      await page.close();
      // The browser itself notes the answer 500.
      expect(messages.splice(noted).every((message) => message.includes('500'))).toBe(true);
    },
  );

if (browser !== undefined)
  test('no page wrote to the console, broke its policy, or asked another host', () => {
    expect(messages).toEqual([]);
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
  });
