import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRules, drawVega } from '@penstock/kibana-rules';
import { Client } from '@elastic/elasticsearch';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { bitcoinDashboard } from '../../src/dashboard/bitcoin-dashboard.ts';
import type { AnomalyDay } from '../../src/dashboard/anomaly-documents.ts';
import type { ForecastDay } from '../../src/dashboard/forecast-documents.ts';
import type { Document } from '../../src/prices/document.ts';
import type { Summary } from '../../src/output/summary.ts';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { closeAt, dayAt, days, writeReportPrices } from './report-prices.ts';

let folder: string;
let program: Program;
let csv: string;
const kafka = inject('kafka');
// Requests to Yahoo fail, so that the program uses the closes of the npm package.
const noFetch = encodeURIComponent("globalThis.fetch = async () => { throw new Error('no network') };");
const withoutNetwork = { NODE_OPTIONS: `--import=data:text/javascript,${noFetch}` };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-real-'));
  csv = join(folder, 'prices.csv');
  await writeReportPrices(csv);
  program = await buildProgram();
}, 60_000);

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

const summaryOf = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;

describe.each(['elasticsearch7', 'elasticsearch9'] as const)('the pipeline over two brokers and %s', (version) => {
  const node = inject(version);
  const servers = ['--kafka', kafka.join(','), '--elasticsearch', node];

  test('creates 3038 documents once, with the intended mapping', { timeout: 120_000 }, async () => {
    const json = join(folder, `${version}.json`);
    const run = async (...more: string[]) => {
      const { code, errors } = await program.run([...servers, '--once', '--csv', csv, '--json', json, ...more]);
      expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
      return summaryOf(json);
    };
    const whole = { broker: 'kafka', store: 'elasticsearch', documents: days, first: dayAt(0), last: dayAt(days - 1) };
    const first = await run('--fresh');
    expect(first).toMatchObject({ ...whole, created: days });
    expect(await run()).toMatchObject({ ...whole, created: 0 });

    const client = new Client({ node });
    const properties = Object.values(await client.indices.getMapping({ index: 'bitcoin_kafka' }))[0]!.mappings
      .properties!;
    await client.close();
    const types = Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, type]));
    const doubles = Object.fromEntries(
      ['Open', 'High', 'Low', 'Close', 'Adj Close', 'Volume'].map((name) => [name, 'double']),
    );
    expect(types).toEqual({ Date: 'date', '@timestamp': 'date', ...doubles, Source: 'keyword', Found: 'date' });

    // Another process reads the series, trains in the same way, and forecasts the same days and prices.
    const again = join(folder, `${version}-forecast.json`);
    const { code, out } = await program.run(['forecast', '--elasticsearch', node, '--once', '--json', again]);
    expect(code).toBe(0);
    expect(out).toContain(dayAt(days + 6));
    expect(await summaryOf(again)).toEqual({
      store: 'elasticsearch',
      engine: { name: 'wasm', seconds: expect.any(Number) },
      headline: expect.objectContaining({ name: (first['headline'] as { name: string }).name }),
      forecast: first['forecast'],
      metrics: first['metrics'],
      anomalies: first['anomalies'],
    });
  });

  test(
    'writes the data of each panel of the dashboard, and deletes that of earlier runs',
    { timeout: 120_000 },
    async () => {
      const client = new Client({ node });
      try {
        // A day and a metric of an earlier model, which later runs do not have.
        await client.index({ index: 'bitcoin_forecast', id: '1999-01-01', document: { Date: '1999-01-01', mean: 1 } });
        await client.index({
          index: 'bitcoin_evaluation',
          id: 'mood',
          document: { Date: '1999-01-01', metric: 'mood', test: 1 },
        });
        await client.index({
          index: 'bitcoin_anomalies',
          id: '1999-01-01',
          document: { Date: '1999-01-01', day: '1999-01-01', severity: 99 },
        });
        // No other day is an anomaly, since prices rise by a dollar a day.
        const odd = { Date: dayAt(2_000), Close: 9_999 };
        await client.update({ index: 'bitcoin_kafka', id: odd.Date, doc: { Close: odd.Close }, refresh: true });
        const json = join(folder, `${version}-dashboard.json`);
        expect(await program.run(['forecast', '--elasticsearch', node, '--once', '--json', json])).toMatchObject({
          code: 0,
        });
        const { forecast, metrics, anomalies } = (await summaryOf(json)) as Pick<
          Summary,
          'forecast' | 'metrics' | 'anomalies'
        >;

        // The query of the panel: the mean of each value, by metric.
        const names = Object.keys(metrics.test) as Array<keyof typeof metrics.test>;
        const aggs = Object.fromEntries(['train', 'test', 'naive'].map((field) => [field, { avg: { field } }]));
        interface Row extends Record<'train' | 'test' | 'naive', { readonly value: number }> {
          readonly key: string;
          readonly doc_count: number;
        }
        const { aggregations } = await client.search<unknown, { rows: { buckets: Row[] } }>({
          index: 'bitcoin_evaluation',
          size: 0,
          aggs: { rows: { terms: { field: 'metric', size: 100, order: { _key: 'asc' } }, aggs } },
        });
        const rows = aggregations!.rows.buckets.map(({ key, doc_count, train, test, naive }) => [
          key,
          doc_count,
          train.value,
          test.value,
          naive.value,
        ]);
        const told = [...rows].filter(([key]) => names.some((name) => name === key));
        expect(told).toEqual(
          names.toSorted().map((name) => [name, 1, metrics.train[name], metrics.test[name], metrics.naive[name]]),
        );
        // Elastic's two others for a regression, of the days that are kept below.
        expect(rows.filter((row) => !told.includes(row)).map(([key]) => key)).toEqual(['msle', 'pseudoHuber']);

        const { hits } = await client.search<ForecastDay>({
          index: 'bitcoin_forecast',
          size: 1_000,
          sort: [{ Date: 'asc' }],
        });
        const stored = hits.hits.map(({ _id, _source }) => ({ _id, ..._source! }));
        expect(stored.map(({ _id }) => _id)).toEqual(
          Array.from({ length: 365 + 7 }, (_, index) => dayAt(days - 365 + index)),
        );
        expect(stored.slice(-7)).toEqual(
          forecast.map(({ date, ...ahead }) => ({
            _id: date,
            Date: date,
            Close: null,
            train: null,
            test: null,
            ...ahead,
          })),
        );
        expect(
          stored.slice(-7).every(({ mean, lower80, upper95 }) => mean !== null && lower80 !== null && upper95 !== null),
        ).toBe(true);
        const counted = (name: 'Close' | 'train' | 'test') => stored.filter((day) => day[name] !== null).length;
        // 60 % of a year are 219 rows. The first 15 have no prediction.
        expect([counted('Close'), counted('train'), counted('test')]).toEqual([365, 219 - 15, 365 - 219]);
        expect(stored[364]).toMatchObject({ Date: dayAt(days - 1), Close: closeAt(days - 1) });
        const meanOver = (part: 'train' | 'test', error: (actual: number, predicted: number) => number): number => {
          const errors = stored.flatMap(({ Close, [part]: predicted }) =>
            Close === null || predicted === null ? [] : [error(Close, predicted)],
          );
          return errors.reduce((sum, value) => sum + value, 0) / errors.length;
        };
        const [msle, pseudoHuber] = ['msle', 'pseudoHuber'].map((name) => rows.find(([key]) => key === name)!);
        for (const [column, part] of [
          [2, 'train'],
          [3, 'test'],
        ] as const) {
          expect(msle![column]).toBeCloseTo(
            meanOver(part, (actual, predicted) => Math.log((1 + predicted) / (1 + actual)) ** 2),
            12,
          );
          expect(pseudoHuber![column]).toBeCloseTo(
            meanOver(part, (actual, predicted) => Math.hypot(1, predicted - actual) - 1),
            8,
          );
        }

        const found = await client.search<AnomalyDay>({ index: 'bitcoin_anomalies', size: 100 });
        expect(found.hits.hits.map(({ _id, _source }) => ({ _id, ..._source }))).toEqual(
          anomalies.map(({ date, ...day }) => ({ _id: date, Date: date, day: date, ...day })),
        );
        expect(anomalies.filter(({ alarm }) => alarm)).toEqual([
          {
            date: odd.Date,
            actual: odd.Close,
            typical: expect.closeTo(closeAt(2_000), -2),
            lower: expect.any(Number),
            upper: expect.any(Number),
            severity: expect.any(Number),
            direction: 'higher',
            kind: 'spike',
            description: expect.stringMatching(/^\d+\.\d\dx higher$/),
            factor: expect.closeTo(odd.Close / closeAt(2_000), 1),
            alarm: true,
          },
        ]);
        expect(anomalies.find(({ alarm }) => alarm)!.severity).toBeGreaterThan(75);

        const { panels } = bitcoinDashboard({ first: dayAt(0), last: dayAt(days - 1) });
        for (const { view, fields } of panels.flatMap(({ reads }) => reads)) {
          const [{ mappings }] = Object.values(await client.indices.getMapping({ index: view.index })) as [
            { mappings: { properties?: Record<string, { type?: string }> } },
          ];
          expect(mappings.properties?.[view.time]?.type, `${view.index} ${view.time}`).toBe('date');
          for (const field of fields)
            expect(mappings.properties?.[field]?.type, `${view.index} ${field}`).toBe(
              ['metric', 'day', 'description', 'kind'].includes(field) ? 'keyword' : 'double',
            );
        }

        const charts = panels.filter(({ type }) => type === 'visualization');
        const drawn = await Promise.all(
          charts.map(({ toSavedObject }) =>
            drawVega(toSavedObject('8.9'), (index, body) => client.search({ index, ...body })),
          ),
        );
        expect(drawn.map(({ svg, marks }, index) => [charts[index]!.title, /NaN|undefined/.test(svg), marks])).toEqual([
          ['Candles', false, { 'mark-rule': days, 'mark-rect': days }],
          [
            'The last 15 days and the next 7, with bands of 80 and 95 percent',
            false,
            { 'mark-area': 2, 'mark-line': 2 },
          ],
          // A line from what was typical comes on top of the candles' own.
          [
            'Anomalies',
            false,
            {
              'mark-line': 1,
              'mark-rule': days + anomalies.length,
              'mark-rect': days,
              'mark-symbol': anomalies.length,
            },
          ],
        ]);

        // The command `anomalies` finds the same anomalies, and replaces those in the index.
        const table = await program.run(['anomalies', '--elasticsearch', node, '--top', '1']);
        expect(table).toMatchObject({ code: 0, out: expect.stringContaining(` ${odd.Date}  `) });
        const again = await client.search<AnomalyDay>({ index: 'bitcoin_anomalies', size: 100 });
        expect(again.hits.hits.map(({ _source }) => _source)).toEqual(found.hits.hits.map(({ _source }) => _source));

        const out = join(folder, `${version}.ndjson`);
        expect(await program.run(['dashboard', '--elasticsearch', node, '--out', out])).toMatchObject({ code: 0 });
        checkRules(await readFile(out, 'utf8'), '8.9');
        expect(await readFile(out, 'utf8')).toBe(
          bitcoinDashboard({ first: dayAt(0), last: dayAt(days - 1) }).toNdjson('8.9'),
        );
      } finally {
        await client.update({
          index: 'bitcoin_kafka',
          id: dayAt(2_000),
          doc: { Close: closeAt(2_000) },
          refresh: true,
        });
        await client.close();
      }
    },
  );

  test(
    'keeps the prices of the file when a later run has only closes, also after a replay of the topic',
    { timeout: 180_000 },
    async () => {
      const json = join(folder, `${version}-ranked.json`);
      const run = async (args: readonly string[]) => {
        const { code, errors } = await program.run(
          [...args, '--once', '--json', json, '--store', join(folder, 'without-yahoo')],
          withoutNetwork,
        );
        expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
        return summaryOf(json);
      };
      const client = new Client({ node });
      const admin = new Kafka({ brokers: kafka, logLevel: logLevel.NOTHING }).admin();
      try {
        const kept = { documents: days, created: 0, sources: { file: days } };
        expect(await run(servers)).toMatchObject({ ...kept, source: expect.stringContaining('@visx/mock-data') });
        await admin.connect();
        await admin.deleteGroups(['bitcoin_kafka']);
        expect(await run(['index', ...servers])).toMatchObject(kept);
        const index = (Date.parse('2016-07-04') - Date.parse(dayAt(0))) / 86_400_000;
        const { _source } = await client.get<Document>({ index: 'bitcoin_kafka', id: '2016-07-04' });
        expect(_source).toMatchObject({ Open: closeAt(index) - 1, Close: closeAt(index), Source: 'file' });
      } finally {
        await admin.disconnect();
        await client.close();
      }
    },
  );
});

describe('the steps of the report', () => {
  const broker = ['--kafka', kafka.join(',')];

  test('send, print, batch and index the prices, each in its own process', { timeout: 120_000 }, async () => {
    const sent = await program.run(['produce', ...broker, '--csv', csv]);
    expect(sent).toMatchObject({ code: 0, errors: expect.stringContaining(`Sent ${days} records`) });

    const shown = await program.run(['consume', ...broker, '--once']);
    expect(shown.code).toBe(0);
    const lines = shown.out.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes(`key ${dayAt(0)}: {"time":`)).length).toBeGreaterThanOrEqual(1);
    expect(new Set(lines.map((line) => /key (\S+):/.exec(line)![1])).size).toBe(days);

    await program.run(['produce', ...broker, '--csv', csv]);
    const batches = await program.run(['consume', ...broker, '--every', '1s', '--once']);
    expect(batches.out).toMatch(/^--- Batch 0: \d+ records\nbitcoin-\d+ offset \d+ key /);
    const counts = [...batches.out.matchAll(/^--- Batch \d+: (\d+) records$/gm)].map(([, count]) => Number(count));
    expect(counts.reduce((sum, count) => sum + count)).toBe(days);

    const json = join(folder, 'index.json');
    const store = join(folder, 'store');
    expect((await program.run(['index', ...broker, '--once', '--store', store, '--json', json])).code).toBe(0);
    expect(await summaryOf(json)).toMatchObject({ broker: 'kafka', store: 'duckdb', documents: days, created: days });
  });

  test('make a topic of 10 partitions, each on two brokers', async () => {
    const admin = new Kafka({ brokers: kafka, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: ['bitcoin'] });
    await admin.disconnect();
    expect(topics[0]!.partitions.map(({ replicas }) => replicas.length)).toEqual(Array.from({ length: 10 }, () => 2));
  });
});
