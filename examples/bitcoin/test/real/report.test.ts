import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@elastic/elasticsearch';
import type * as Forecast from '@penstock/forecast';
import type { Candle, Series } from '@penstock/stream';
import { readSeries } from '@penstock/sink-es';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { buildProgram } from '../built-program.ts';
import type { Ended } from '../built-program.ts';
import { dayTime, sourceOf, writeCandles } from '../report-programs.ts';

// One candle a day from 2014-09-17 to 2023-01-10, the range that the program asks Yahoo for.
const days = Array.from({ length: 3_038 }, (_, n): Candle => {
  const close = 20_000 + 15_000 * Math.sin(n / 200) + 500 * Math.sin(n / 7);
  return {
    time: dayTime(n),
    open: close - 3,
    high: close + 50,
    low: close - 50,
    close,
    adjClose: close,
    volume: 1e6 + n,
  };
});

const fitted: number[] = [];
vi.mock('@penstock/sources', async (original) => ({
  ...(await original<object>()),
  yahooCandles: () => days,
}));
vi.mock('@penstock/forecast', async (original) => {
  const forecast = await original<typeof Forecast>();
  const fit: typeof forecast.lstm.fit = (series, ...rest) => {
    fitted.push((series as Series).values.length);
    return forecast.lstm.fit(series, ...rest);
  };
  return { ...forecast, lstm: { ...forecast.lstm, fit } };
});

const folder = fileURLToPath(new URL('../../.cache/', import.meta.url));
const name = `report-${process.pid}-${Date.now()}`;
const client = new Client({ node: inject('elasticsearch9') });
const programs: string[] = [];

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  // Elasticsearch never refreshes on a timer, however slow this test is.
  const template = { settings: { refresh_interval: '-1' } };
  await client.indices.putIndexTemplate({ name, index_patterns: [`${name}*`], priority: 900, template });
});
afterEach(() => void vi.restoreAllMocks());
afterAll(async () => {
  await client.indices.delete({ index: [name, `${name}-csv`] }, { ignore: [404] });
  await client.indices.deleteIndexTemplate({ name });
  await client.close();
  await Promise.all(programs.map((program) => rm(program, { force: true })));
});

/** Writes a copy of the report with the test's servers, and `target` as topic, index and group; returns its path. */
const reportFor = async (target: string): Promise<string> => {
  const replacements: ReadonlyArray<readonly [RegExp, string]> = [
    [/brokers: \[[^\]]*\]/g, `brokers: ${JSON.stringify(inject('kafka'))}`],
    [/http:\/\/localhost:9200/g, inject('elasticsearch9')],
    [/\b(topic|index): 'bitcoin'/g, `$1: '${target}'`],
    [/\bgroup: '[^']*'/g, `group: '${target}'`],
  ];
  const text = replacements.reduce(
    (program, [pattern, replacement]) => {
      expect(program, `the report has no ${pattern}`).toMatch(pattern);
      return program.replace(pattern, replacement);
    },
    await sourceOf('report.ts'),
  );
  const path = join(folder, `${target}-${programs.length}.ts`);
  programs.push(path);
  await writeFile(path, text);
  return path;
};

/** Runs a copy in this process, where Yahoo is a mock, and resolves with its output. */
const start = async (): Promise<unknown[]> => {
  const print = vi.spyOn(console, 'log').mockReturnValue(undefined);
  vi.spyOn(process, 'argv', 'get').mockReturnValue([process.execPath, 'report.js']);
  await import(/* @vite-ignore */ await reportFor(name));
  return print.mock.calls.flat();
};

test('the report forecasts from all days of Yahoo on its first run, and on its second', async () => {
  for (const run of [1, 2]) {
    const [forecast] = (await start()) as [Float64Array];
    expect(fitted, `run ${run}`).toEqual(Array(run).fill(days.length));
    expect(forecast).toHaveLength(7);
    for (const price of forecast) expect(price).toBeGreaterThan(0);
  }
  const closes = await readSeries(client, { index: name, field: 'close' });
  expect([...closes.values]).toEqual(days.map(({ close }) => close));
});

test('the report and its embedded twin print the same forecast of the same file', async () => {
  const csv = join(folder, `${name}.csv`);
  programs.push(csv);
  const closes = await writeCandles(csv, 400);
  const printedBy = async (entry: string): Promise<Ended> => {
    const program = await buildProgram(entry);
    return program.run([csv]).finally(() => program.remove());
  };
  const report = await printedBy(await reportFor(`${name}-csv`));
  expect({ code: report.code, errors: report.errors }).toMatchObject({ code: 0 });
  expect(report.out).toMatch(/^Float64Array\(7\) \[/);
  expect((await printedBy('src/report-embedded.ts')).out).toBe(report.out);
  const { values } = await readSeries(client, { index: `${name}-csv`, field: 'close' });
  expect([...values]).toEqual(closes);
});
