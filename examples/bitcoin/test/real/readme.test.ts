import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Client } from '@elastic/elasticsearch';
import type * as Forecast from '@penstock/forecast';
import type { Candle, Series } from '@penstock/stream';
import { readSeries } from '@penstock/sink-es';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';

const dayMs = 86_400_000;
const first = Date.UTC(2014, 8, 17);
// As many days as Yahoo has of the range that the README asks for.
const days = Array.from({ length: 3_038 }, (_, n): Candle => {
  const close = 20_000 + 15_000 * Math.sin(n / 200) + 500 * Math.sin(n / 7);
  return {
    time: first + n * dayMs,
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

const folder = new URL('../../.cache/', import.meta.url);
const name = `readme-${process.pid}-${Date.now()}`;
const client = new Client({ node: inject('elasticsearch9') });
const programs: URL[] = [];

beforeAll(async () => {
  // Elasticsearch never refreshes on a timer, however slow this test is.
  const template = { settings: { refresh_interval: '-1' } };
  await client.indices.putIndexTemplate({ name, index_patterns: [name], priority: 900, template });
});
afterEach(() => void vi.restoreAllMocks());
afterAll(async () => {
  await client.indices.delete({ index: name }, { ignore: [404] });
  await client.indices.deleteIndexTemplate({ name });
  await client.close();
  await Promise.all(programs.map((program) => rm(program, { force: true })));
});

/** The pipeline of the README, with addresses and names of this test. */
const pipeline = async (): Promise<string> => {
  const readme = await readFile(new URL('../../../../README.md', import.meta.url), 'utf8');
  const block = /## A pipeline\n[^]*?```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const replacements: ReadonlyArray<readonly [RegExp, string]> = [
    [/brokers: \[[^\]]*\]/g, `brokers: ${JSON.stringify(inject('kafka'))}`],
    [/http:\/\/localhost:9200/g, inject('elasticsearch9')],
    [/\b(topic|index): 'bitcoin'/g, `$1: '${name}'`],
    [/\bgroup: '[^']*'/g, `group: '${name}'`],
  ];
  return replacements.reduce((text, [pattern, replacement]) => {
    expect(text, `the README has no ${pattern}`).toMatch(pattern);
    return text.replace(pattern, replacement);
  }, block);
};

/** Runs it as a program of its own, and resolves with what it printed. */
const start = async (): Promise<unknown[]> => {
  const program = new URL(`${name}-${programs.length}.ts`, folder);
  programs.push(program);
  await mkdir(folder, { recursive: true });
  await writeFile(program, await pipeline());
  const print = vi.spyOn(console, 'log').mockReturnValue(undefined);
  await import(/* @vite-ignore */ program.href);
  return print.mock.calls.flat();
};

test('the pipeline of the README forecasts from all days on its first run, and on the next', async () => {
  for (const run of [1, 2]) {
    const [forecast] = (await start()) as [Float64Array];
    expect(fitted, `run ${run}`).toEqual(Array(run).fill(days.length));
    expect(forecast).toHaveLength(7);
    for (const price of forecast) expect(price).toBeGreaterThan(0);
  }
  const closes = await readSeries(client, { index: name, field: 'close' });
  expect([...closes.values]).toEqual(days.map(({ close }) => close));
});
