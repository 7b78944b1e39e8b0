import { deliver, run, toWindows } from '@penstock/stream';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, inject, test, vi } from 'vitest';
import { ensureIndex, mapping, readCandles, readSeries, toElasticsearch } from '../../src/index.ts';
import { askServer, freshIndex, pairs } from './servers.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2014, 8, 17);
const isoDay = (n: number): string => new Date(start + n * dayMs).toISOString().slice(0, 10);
/** Prices like Bitcoin's in 2014. The first one is an integer, so a dynamic mapping makes the field a long. */
const closes = [465, 465.9, 457.334014892578, 424.440002441406];

for (const { name, server, open } of pairs.filter(({ isFull }) => isFull)) {
  describe(name, () => {
    const client = open();
    const made: string[] = [];
    afterEach(() => vi.restoreAllMocks());
    afterAll(async () => {
      await Promise.all(made.map((index) => askServer(server, 'DELETE', `/${index}?ignore_unavailable=true`)));
      await client.close();
    });

    const indexOf = async (definition: unknown, documents: readonly unknown[]): Promise<string> => {
      const index = freshIndex();
      made.push(index);
      await askServer(server, 'PUT', `/${index}`, definition);
      await add(index, documents);
      return index;
    };
    const add = async (index: string, documents: readonly unknown[]): Promise<void> => {
      if (documents.length === 0) return;
      const body = documents.map((document) => `{"index":{}}\n${JSON.stringify(document)}\n`).join('');
      const response = await fetch(`${inject(server)}/${index}/_bulk?refresh=true`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-ndjson' },
      });
      const { items } = (await response.json()) as { items: ReadonlyArray<{ index: { error?: unknown } }> };
      expect(items.flatMap(({ index }) => index.error ?? [])).toEqual([]);
    };
    const mapped = (properties: unknown, documents: readonly unknown[]): Promise<string> =>
      indexOf({ mappings: { properties } }, documents);
    const valuesOf = async (index: string, more: object = {}): Promise<number[]> => [
      ...(await readSeries(client, { index, field: 'close', ...more })).values,
    ];
    const timesOf = async (index: string, more: object = {}): Promise<number[]> => [
      ...(await readSeries(client, { index, field: 'close', unit: 'ms', ...more })).times,
    ];
    const error = (code: string, ...parts: string[]) => ({
      code,
      message: expect.stringMatching(
        new RegExp(parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*')),
      ),
    });

    // Creating indices takes most of the time. Five concurrent tests take half as long.
    describe.concurrent('reads the written values', () => {
      const documents = closes.map((close, n) => ({ time: isoDay(n), close }));

      test('of a field that its first value made a long', async () => {
        const index = await indexOf({}, documents);
        expect(await askServer(server, 'GET', `/${index}/_mapping/field/close`)).toMatchObject({
          [index]: { mappings: { close: { mapping: { close: { type: 'long' } } } } },
        });
        expect(await valuesOf(index)).toEqual(closes);
        expect(await valuesOf(index, { pageSize: 1 })).toEqual(closes);
        expect(await valuesOf(index, { interval: '1d', aggregate: 'last' })).toEqual(closes);
        expect(await valuesOf(index, { interval: '1y', aggregate: 'max' })).toEqual([465.9]);
        expect(await valuesOf(index, { values: 'indexed' })).toEqual([465, 465, 457, 424]);
      });

      test.each(['float', 'half_float', 'long', 'integer', 'short', 'double'])(
        'of a field of type %s',
        async (type) => {
          const index = await mapped({ time: { type: 'date' }, close: { type } }, documents);
          expect(await valuesOf(index)).toEqual(closes);
          expect(await valuesOf(index, { interval: '1d' })).toEqual(closes);
          expect(await valuesOf(index, { interval: '1y', aggregate: 'min' })).toEqual([424.440002441406]);
          expect(await valuesOf(index, { interval: '1y', aggregate: 'first' })).toEqual([465]);
          expect(await valuesOf(index, { interval: '1q', aggregate: 'sum' })).toEqual([
            closes.reduce((sum, close) => sum + close),
          ]);
        },
      );

      test('of runtime fields', async () => {
        const index = await indexOf(
          { mappings: { dynamic: 'runtime', properties: { time: { type: 'date' } } } },
          documents,
        );
        expect(await valuesOf(index)).toEqual(closes);
        expect(await valuesOf(index, { interval: '1d' })).toEqual(closes);
      });

      test('of candles in fields of each precision, so that no high is below its open', async () => {
        const candles = [0, 1, 2].map((n) => ({
          time: start + n * dayMs,
          open: 457.33401489257,
          high: 457.33401489257,
          low: 456.1000061035,
          close: 457.1,
          volume: 21_056_800.5,
        }));
        for (const type of ['float', 'double']) {
          const number = { type };
          const index = await mapped(
            {
              time: { type: 'date' },
              open: number,
              high: number,
              low: number,
              close: number,
              volume: { type: 'long' },
            },
            candles,
          );
          expect(await readCandles(client, { index })).toEqual(candles);
          expect(await readCandles(client, { index, interval: '1d' })).toEqual(candles);
          const [indexed] = await readCandles(client, { index, interval: '1d', values: 'indexed' });
          expect(indexed!.high).toBe(indexed!.open);
          expect(indexed!.volume).toBe(21_056_800);
        }
      });

      test('of numbers as text, with spaces or an exponent', async () => {
        for (const type of ['float', 'double']) {
          const index = await mapped(
            { time: { type: 'date' }, close: { type } },
            ['465.9', ' 4.659e2', '-0.5', '.5'].map((close, n) => ({ time: isoDay(n), close })),
          );
          expect(await valuesOf(index)).toEqual([465.9, 465.9, -0.5, 0.5]);
        }
        const index = await mapped({ time: { type: 'date' }, close: { type: 'long' } }, [
          { time: isoDay(0), close: '465.9' },
        ]);
        expect(await valuesOf(index)).toEqual([465.9]);
      });

      test('and leaves out documents with a null, empty or missing value', async () => {
        for (const type of ['long', 'double']) {
          const index = await mapped(
            { time: { type: 'date' }, close: { type } },
            [null, '', [], [null], 1.5, [2.5], undefined].map((close, n) => ({ time: isoDay(n), close })),
          );
          expect(await valuesOf(index)).toEqual([1.5, 2.5]);
          expect(await valuesOf(index, { interval: '1mo', aggregate: 'sum' })).toEqual([4]);
        }
      });

      test('of a field in an object, and of a key with dots', async () => {
        const index = await mapped({ time: { type: 'date' } }, [
          { time: isoDay(0), price: { close: 465 } },
          { time: isoDay(1), 'price.close': 465.9 },
        ]);
        expect(await valuesOf(index, { field: 'price.close' })).toEqual([465, 465.9]);
      });

      test('of a field alias, and of a multi-field', async () => {
        const number = { type: 'keyword', fields: { number: { type: 'float' } } };
        const index = await mapped(
          { time: { type: 'date' }, price: { type: 'long' }, close: { type: 'alias', path: 'price' }, text: number },
          closes.map((price, n) => ({ time: isoDay(n), price, text: String(price) })),
        );
        expect(await valuesOf(index)).toEqual(closes);
        expect(await valuesOf(index, { field: 'text.number' })).toEqual(closes);
      });

      test('of several indices that map the field in different ways', async () => {
        const alias = freshIndex();
        const definition = (properties: object) => ({ aliases: { [alias]: {} }, mappings: { properties } });
        await indexOf(definition({ time: { type: 'date' }, close: { type: 'double' } }), documents.slice(0, 2));
        await indexOf(definition({ time: { type: 'date' }, close: { type: 'long' } }), documents.slice(2));
        // This index has neither field yet.
        await indexOf(definition({}), []);
        expect(await valuesOf(alias)).toEqual(closes);
        expect(await valuesOf(alias, { interval: '1d' })).toEqual(closes);
      });

      test('and groups them in a time zone as Elasticsearch does', async () => {
        const hours = Array.from({ length: 24 * 5 }, (_, n) => ({
          time: Date.UTC(2020, 2, 27) + n * 3_600_000,
          close: n * 1.25,
          written: n * 1.25,
        }));
        const index = await mapped(
          { time: { type: 'date' }, close: { type: 'double' }, written: { type: 'float' } },
          hours,
        );
        for (const aggregate of ['avg', 'min', 'max', 'sum', 'first', 'last'] as const) {
          const options = { index, interval: '1d', timeZone: 'Europe/Berlin', aggregate } as const;
          expect(await readSeries(client, { ...options, field: 'written' })).toEqual(
            await readSeries(client, { ...options, field: 'close' }),
          );
        }
      });

      test('of a field without columns, but refuses a field without _source', async () => {
        const withoutColumns = await mapped(
          { time: { type: 'date' }, close: { type: 'double', doc_values: false } },
          documents,
        );
        expect(await valuesOf(withoutColumns)).toEqual(closes);
        const properties = { time: { type: 'date' }, close: { type: 'long' }, price: { type: 'double' } };
        const both = documents.map(({ time, close }) => ({ time, close, price: close }));
        for (const source of [{ enabled: false }, { excludes: ['close', 'price'] }]) {
          const index = await indexOf({ mappings: { _source: source, properties } }, both);
          await expect(valuesOf(index)).rejects.toMatchObject(error('PENSTOCK_SOURCE_MISSING', "values: 'indexed'"));
          await expect(valuesOf(index, { interval: '1d' })).rejects.toMatchObject(error('PENSTOCK_SOURCE_MISSING'));
          expect(await valuesOf(index, { values: 'indexed' })).toEqual([465, 465, 457, 424]);
          expect(await valuesOf(index, { field: 'price' })).toEqual(closes);
          expect(await valuesOf(index, { field: 'price', interval: '1d' })).toEqual(closes);
        }
      });

      if (server !== 'elasticsearch7')
        test('but refuses a synthetic _source', async () => {
          const properties = { time: { type: 'date' }, close: { type: 'long' }, price: { type: 'double' } };
          const index = await indexOf(
            { settings: { 'index.mapping.source.mode': 'synthetic' }, mappings: { properties } },
            documents.map(({ time, close }) => ({ time, close, price: close })),
          );
          await expect(valuesOf(index)).rejects.toMatchObject(error('PENSTOCK_SOURCE_MISSING', 'close', 'double'));
          expect(await valuesOf(index, { field: 'price' })).toEqual(closes);
          expect(await timesOf(index, { field: 'price', unit: undefined })).toEqual(
            closes.map((_, n) => start + n * dayMs),
          );
        });

      test('but refuses a mapping with a null_value', async () => {
        const number = (type: string) => ({ type, null_value: 0 });
        const index = await mapped({ time: { type: 'date' }, double: number('double'), long: number('long') }, [
          { time: isoDay(0), double: null, long: null },
          { time: isoDay(1), double: 1.5, long: 1.5 },
        ]);
        for (const field of ['double', 'long']) {
          await expect(valuesOf(index, { field })).rejects.toMatchObject(
            error('PENSTOCK_SOURCE_MISSING', field, "values: 'indexed'"),
          );
          await expect(valuesOf(index, { field, interval: '1d' })).rejects.toMatchObject(
            error('PENSTOCK_SOURCE_MISSING', field),
          );
          expect(await valuesOf(index, { field, from: start + dayMs })).toEqual([1.5]);
        }
        expect(await valuesOf(index, { field: 'double', values: 'indexed' })).toEqual([0, 1.5]);
      });

      test('of a field of 64 bits, if JavaScript can hold them', async () => {
        const index = await mapped({ time: { type: 'date' }, close: { type: 'long' } }, [
          { time: isoDay(0), close: 2 ** 53 },
          { time: isoDay(1), close: 1e18 },
        ]);
        expect(await valuesOf(index)).toEqual([2 ** 53, 1e18]);
        const rounded = freshIndex();
        made.push(rounded);
        await askServer(server, 'PUT', `/${rounded}`, {
          mappings: { properties: { time: { type: 'date' }, close: { type: 'long' } } },
        });
        // The number is sent as text, since JavaScript would round it.
        await add(rounded, [{ time: isoDay(0), close: '9007199254740993' }]);
        await expect(valuesOf(rounded)).rejects.toMatchObject(error('PENSTOCK_BAD_VALUE', 'close', '9007199254740993'));
        await expect(valuesOf(rounded, { interval: '1d' })).rejects.toMatchObject(error('PENSTOCK_BAD_VALUE'));
      });
    });

    describe.concurrent('refuses', () => {
      test.each([
        ['double', [1, 2]],
        ['double', [3, 3]],
        ['long', [465.9, 466]],
        ['float', [[1], [2]]],
      ])('several values in a field of type %s: %j', async (type, close) => {
        const index = await mapped({ time: { type: 'date' }, close: { type } }, [
          { time: isoDay(0), close: 1 },
          { time: isoDay(1), close },
        ]);
        await expect(valuesOf(index)).rejects.toMatchObject(error('PENSTOCK_BAD_VALUE', 'close', '2 values'));
        await expect(valuesOf(index, { interval: '1d' })).rejects.toMatchObject(
          error('PENSTOCK_BAD_VALUE', 'close', '2 values'),
        );
        await expect(valuesOf(index, { interval: '1mo', aggregate: 'last' })).rejects.toMatchObject(
          error('PENSTOCK_BAD_VALUE'),
        );
        await expect(valuesOf(index, { values: 'indexed' })).rejects.toMatchObject(error('PENSTOCK_BAD_VALUE'));
        await expect(valuesOf(index, { values: 'indexed', interval: '1d' })).rejects.toMatchObject(
          error('PENSTOCK_BAD_VALUE'),
        );
        expect(await valuesOf(index, { to: start + dayMs })).toEqual([1]);
      });

      test('several values in an array of objects', async () => {
        const index = await mapped({ time: { type: 'date' } }, [
          { time: isoDay(0), price: [{ close: 1.5 }, { close: 2.5 }] },
        ]);
        await expect(valuesOf(index, { field: 'price.close' })).rejects.toMatchObject(
          error('PENSTOCK_BAD_VALUE', '2 values'),
        );
      });

      test('a field in a nested object', async () => {
        const index = await mapped(
          { time: { type: 'date' }, price: { type: 'nested', properties: { close: { type: 'double' } } } },
          [{ time: isoDay(0), price: { close: 1 } }],
        );
        await expect(valuesOf(index, { field: 'price.close' })).rejects.toMatchObject(
          error('PENSTOCK_FIELD_MISSING', 'nested'),
        );
      });

      test('a document with several times', async () => {
        const index = await mapped({ time: { type: 'date' }, close: { type: 'double' } }, [
          { time: [isoDay(0), isoDay(2)], close: 1 },
          { time: isoDay(1), close: 2 },
        ]);
        await expect(valuesOf(index)).rejects.toMatchObject(error('PENSTOCK_BAD_TIME', '2 times'));
        await expect(valuesOf(index, { values: 'indexed' })).rejects.toMatchObject(
          error('PENSTOCK_BAD_TIME', '2 times'),
        );
        await expect(valuesOf(index, { interval: '1mo' })).rejects.toMatchObject(error('PENSTOCK_BAD_TIME', '2 times'));
      });

      test('a value or a time that is stored but not indexed', async () => {
        const properties = (type: string) => ({
          time: { type: 'date', ignore_malformed: true },
          close: { type, ignore_malformed: true },
        });
        for (const type of ['long', 'double']) {
          const index = await mapped(properties(type), [
            { time: isoDay(0), close: 1.5 },
            { time: isoDay(1), close: 'none' },
          ]);
          await expect(valuesOf(index)).rejects.toMatchObject(error('PENSTOCK_BAD_VALUE', 'close'));
          await expect(valuesOf(index, { interval: '1d' })).rejects.toMatchObject(error('PENSTOCK_BAD_VALUE', 'close'));
          expect(await valuesOf(index, { query: { bool: { must_not: { term: { _ignored: 'close' } } } } })).toEqual([
            1.5,
          ]);
          expect(await valuesOf(index, { values: 'indexed', interval: '1y' })).toEqual([type === 'long' ? 1 : 1.5]);
          const timeless = await mapped(properties(type), [
            { time: isoDay(0), close: 1.5 },
            { time: 'yesterday', close: 2.5 },
          ]);
          await expect(valuesOf(timeless)).rejects.toMatchObject(error('PENSTOCK_BAD_TIME', 'yesterday'));
          await expect(valuesOf(timeless, { interval: '1d' })).rejects.toMatchObject(
            error('PENSTOCK_BAD_TIME', 'yesterday'),
          );
        }
      });

      test('a field that no search can find, instead of reading an empty series', async () => {
        const index = await mapped(
          { time: { type: 'date' }, close: { type: 'double', index: false, doc_values: false } },
          [{ time: isoDay(0), close: 1 }],
        );
        await expect(valuesOf(index)).rejects.toMatchObject(
          error('PENSTOCK_FIELD_MISSING', 'close', 'neither indexed'),
        );
      });

      test('a keyword field', async () => {
        const index = await mapped({ time: { type: 'date' }, close: { type: 'keyword' } }, [
          { time: isoDay(0), close: '465.9' },
        ]);
        await expect(valuesOf(index)).rejects.toMatchObject(error('PENSTOCK_FIELD_MISSING', 'keyword'));
      });
    });

    describe.concurrent('reads the written times', () => {
      const times = [0, 1, 999, 1_000, 1_500, 1_970, 2_024, 9_999, 10_000, 12_345];
      const documents = times.map((time) => ({ time, close: time / 2 }));

      test.each([{}, { format: 'epoch_millis' }, { format: 'epoch_millis||strict_date_optional_time' }])(
        'of 1000 to 9999 ms, in a field with %j',
        async (parameters) => {
          for (const type of ['double', 'float']) {
            const index = await mapped(
              { time: { type: 'date', ...parameters }, close: { type } },
              [...documents].toReversed(),
            );
            expect(await timesOf(index)).toEqual(times);
            expect(await timesOf(index, { pageSize: 2 })).toEqual(times);
            expect(await timesOf(index, { from: 1_000, to: 2_000 })).toEqual([1_000, 1_500, 1_970]);
            expect(await timesOf(index, { from: 1_970, to: 10_001 })).toEqual([1_970, 2_024, 9_999, 10_000]);
            expect(await timesOf(index, { from: Date.UTC(1800, 0), to: Date.UTC(3000, 0) })).toEqual(times);
            expect(await timesOf(index, { from: Date.UTC(2024, 0), to: Date.UTC(2025, 0) })).toEqual([]);
            expect(await timesOf(index, { interval: '1s' })).toEqual([0, 1_000, 2_000, 9_000, 10_000, 12_000]);
            expect(await timesOf(index, { interval: '1s', from: 1_500, to: 9_999 })).toEqual([1_000, 2_000]);
            const candles = await readCandles(client, {
              index,
              unit: 'ms',
              interval: '5s',
              fields: { open: 'close', high: 'close', low: 'close', volume: null },
            });
            expect(candles.map(({ time, open, close }) => [time, open, close])).toEqual([
              [0, 0, 1_012],
              [5_000, 4_999.5, 4_999.5],
              [10_000, 5_000, 6_172.5],
            ]);
          }
        },
      );

      test('as text; Elasticsearch reads text of four digits as a year', async () => {
        const index = await mapped(
          { time: { type: 'date' }, close: { type: 'double' } },
          ['2015', '2016-01', '2016-01-02', '1483315200000', 1_500].map((time, close) => ({ time, close })),
        );
        expect(await timesOf(index)).toEqual([
          1_500,
          Date.UTC(2015, 0),
          Date.UTC(2016, 0),
          Date.UTC(2016, 0, 2),
          1_483_315_200_000,
        ]);
      });

      test('on the first day of a year, beside times as numbers', async () => {
        const years = [1890, 1970, 2014, 2024, 2150].map((year) => new Date(Date.UTC(year, 0)).toISOString());
        const index = await mapped(
          { time: { type: 'date' }, close: { type: 'double' } },
          years.map((time, close) => ({ time, close })),
        );
        expect(await timesOf(index)).toEqual(years.map((year) => Date.parse(year)));
        expect(await timesOf(index, { interval: '1y' })).toEqual(years.map((year) => Date.parse(year)));
        await add(index, [{ time: 2_014, close: 9 }]);
        expect(await timesOf(index, { interval: '1y' })).toEqual([
          Date.parse(years[0]!),
          0,
          ...years.slice(2).map((year) => Date.parse(year)),
        ]);
      });

      test('in a field with another date format', async () => {
        const index = await mapped(
          { time: { type: 'date', format: 'yyyyMMdd||epoch_millis' }, close: { type: 'float' } },
          [
            { time: 20_140_917, close: 1 },
            { time: 1_410_998_400_000, close: 2 },
          ],
        );
        expect(await timesOf(index)).toEqual([start, start + dayMs]);
        const seconds = await mapped({ time: { type: 'date', format: 'epoch_second' }, close: { type: 'float' } }, [
          { time: start / 1_000, close: 1 },
        ]);
        expect(await timesOf(seconds)).toEqual([start]);
        expect(await timesOf(seconds, { interval: '1d' })).toEqual([start]);
        await expect(timesOf(seconds, { unit: 's' })).rejects.toMatchObject(
          error('PENSTOCK_BAD_OPTION', 'epoch_second'),
        );
      });

      test('before 1970, also with bounds before 1970', async () => {
        const days = [-200 * 365 * dayMs, -dayMs, -1_000, 0, dayMs];
        const index = await mapped(
          { time: { type: 'date' }, close: { type: 'double' } },
          days.map((time, close) => ({ time: new Date(time).toISOString(), close })),
        );
        expect(await timesOf(index, { from: -1 })).toEqual([0, dayMs]);
        expect(await timesOf(index, { from: -dayMs, to: -999 })).toEqual([-dayMs, -1_000]);
        expect(await timesOf(index, { from: new Date(-8.64e15), to: -1.5 })).toEqual(days.slice(0, 3));
        expect(await timesOf(index, { to: new Date(8.64e15) })).toEqual(days);
        expect(await timesOf(index, { from: -1, interval: '1d' })).toEqual([0, dayMs]);
        expect(await timesOf(index, { to: -1, interval: '1d' })).toEqual([days[0], -dayMs]);
        expect(
          await readCandles(client, {
            index,
            from: -1_500,
            to: 1,
            interval: '1d',
            fields: { open: 'close', high: 'close', low: 'close', volume: null },
          }),
        ).toHaveLength(2);
      });

      test('before 1970 as numbers; Elasticsearch 7 rejects some of them', async () => {
        const numbers = [-86_400_000, -10_000, -9_000, -1_000];
        const index = await mapped(
          { time: { type: 'date' }, close: { type: 'double' } },
          numbers.map((time, close) => ({ time, close })),
        );
        expect(await timesOf(index)).toEqual(numbers);
        expect(await timesOf(index, { from: -9_500, to: -500 })).toEqual([-9_000, -1_000]);
        expect(await timesOf(index, { interval: '10s' })).toEqual([-86_400_000, -10_000]);
      });

      test('with fractions of a millisecond', async () => {
        const types = ['date', 'date_nanos', 'double', 'long'];
        const documents = [start + 0.75, start + 0.5, start + 1].map((at, close) => ({
          close,
          ...Object.fromEntries(types.map((type) => [type, at])),
        }));
        const index = await mapped(
          { close: { type: 'double' }, ...Object.fromEntries(types.map((type) => [type, { type }])) },
          documents,
        );
        for (const time of types) {
          expect(await timesOf(index, { time })).toEqual([start + 0.5, start + 0.75, start + 1]);
          expect(await timesOf(index, { time, from: start + 0.75, to: start + 1 })).toEqual([start + 0.75]);
          expect(await valuesOf(index, { time, interval: '1ms', aggregate: 'last', from: start + 0.5 })).toEqual([
            0, 2,
          ]);
        }
      });

      test('of a field of type date_nanos, to the microsecond', async () => {
        const texts = [
          '1970-01-01T00:00:00Z',
          '2020-01-01T00:00:00.123456789Z',
          '2020-01-01T00:00:00.123457Z',
          '2020-01-01T00:00:00.2Z',
          '2262-04-11T23:47:16.854775806Z',
        ];
        const index = await mapped(
          { time: { type: 'date_nanos' }, close: { type: 'double' } },
          texts.map((time, close) => ({ time, close })),
        );
        const expected = [0, 1_577_836_800_123.456, 1_577_836_800_123.457, 1_577_836_800_200, 9_223_372_036_854.775];
        expect(await timesOf(index)).toEqual(expected);
        expect(await timesOf(index, { pageSize: 1 })).toEqual(expected);
        expect(await timesOf(index, { from: -1, to: new Date(8.64e15) })).toEqual(expected);
        expect(await timesOf(index, { from: 1_577_836_800_123.457, to: 1_577_836_800_200 })).toEqual([
          1_577_836_800_123.457,
        ]);
        expect(await timesOf(index, { to: -1 })).toEqual([]);
        expect(await timesOf(index, { to: -1, interval: '1d' })).toEqual([]);
        expect(await timesOf(index, { from: -1, interval: '1y' })).toEqual([0, Date.UTC(2020, 0), Date.UTC(2262, 0)]);
        const twice = await mapped(
          { time: { type: 'date_nanos' }, close: { type: 'double' } },
          ['2020-01-01T00:00:00.1234567Z', '2020-01-01T00:00:00.1234568Z'].map((time, close) => ({ time, close })),
        );
        await expect(timesOf(twice)).rejects.toMatchObject({ code: 'PENSTOCK_DUPLICATE_TIME' });
      });

      test('of date and date_nanos fields behind one alias', async () => {
        const alias = freshIndex();
        for (const [n, type] of ['date', 'date_nanos'].entries()) {
          await indexOf(
            { aliases: { [alias]: {} }, mappings: { properties: { time: { type }, close: { type: 'double' } } } },
            [{ time: isoDay(n), close: n }],
          );
        }
        expect(await timesOf(alias)).toEqual([start, start + dayMs]);
        expect(await timesOf(alias, { interval: '1d', from: start, to: start + dayMs })).toEqual([start]);
      });

      test('in seconds or microseconds, by unit', async () => {
        const fields = [
          ['s', 0.001],
          ['us', 1_000],
          ['ms', 1],
        ].flatMap(([unit, perMs]) =>
          ['date', 'long', 'double'].map((type) => ({ unit, perMs: Number(perMs), type, time: `${unit}-${type}` })),
        );
        const days = closes.map((_, n) => start + n * dayMs);
        const documents = closes.map((close, n) => ({
          close,
          ...Object.fromEntries(fields.map(({ time, perMs }) => [time, days[n]! * perMs])),
        }));
        const index = await mapped(
          { close: { type: 'double' }, ...Object.fromEntries(fields.map(({ time, type }) => [time, { type }])) },
          documents,
        );
        for (const { unit, time } of fields) {
          expect(await timesOf(index, { unit, time })).toEqual(days);
          expect(await timesOf(index, { unit, time, from: start + dayMs, to: new Date(start + 3 * dayMs) })).toEqual(
            days.slice(1, 3),
          );
          expect(await timesOf(index, { unit, time, interval: '1d' })).toEqual(days);
          expect(await timesOf(index, { unit, time, interval: '1mo' })).toEqual([Date.UTC(2014, 8)]);
        }
      });

      test('of a dynamic mapping, as numbers with fractions of a second', async () => {
        const index = await indexOf({}, [
          { time: 1_420_070_400, close: 1 },
          { time: 1_420_070_400.123, close: 2 },
          { time: 1_420_070_401.999, close: 3 },
        ]);
        expect(await timesOf(index, { unit: 's' })).toEqual([1_420_070_400_000, 1_420_070_400_123, 1_420_070_401_999]);
      });

      test('but refuses text if unit is set', async () => {
        const index = await mapped({ time: { type: 'date' }, close: { type: 'double' } }, [
          { time: isoDay(0), close: 1 },
        ]);
        await expect(timesOf(index, { unit: 's' })).rejects.toMatchObject(error('PENSTOCK_BAD_TIME', 'unit'));
        await expect(timesOf(index, { unit: 's', from: start, to: start + dayMs })).rejects.toMatchObject(
          error('PENSTOCK_BAD_TIME', 'unit'),
        );
      });

      test('but refuses times that a Date cannot hold', async () => {
        const index = await mapped({ time: { type: 'long' }, close: { type: 'double' } }, [
          { time: 1_420_070_400_000_000_000, close: 1 },
        ]);
        for (const unit of [undefined, 's', 'ms'] as const)
          await expect(timesOf(index, { unit })).rejects.toMatchObject(error('PENSTOCK_BAD_TIME', 'unit'));
        await expect(timesOf(index, { unit: 's', interval: '1d' })).rejects.toMatchObject(error('PENSTOCK_BAD_TIME'));
      });
    });

    test('refuses times that a Date cannot hold, also with interval', async () => {
      const index = await mapped({ ns: { type: 'date', format: 'epoch_millis' }, close: { type: 'double' } }, [
        { ns: 1_577_836_800_000_000_000, close: 1 },
      ]);
      for (const interval of [undefined, '1d', '1mo']) {
        await expect(timesOf(index, { time: 'ns', unit: undefined, interval })).rejects.toMatchObject(
          error('PENSTOCK_BAD_TIME', 'ns', 'unit'),
        );
      }
      const first = await mapped({ time: { type: 'date', format: 'epoch_millis' }, close: { type: 'double' } }, [
        { time: '-8640000000000000', close: 1 },
      ]);
      expect(await timesOf(first)).toEqual([-8.64e15]);
      expect(await timesOf(first, { interval: '1d' })).toEqual([-8.64e15]);
      await expect(timesOf(first, { interval: '1mo' })).rejects.toMatchObject(
        error('PENSTOCK_BAD_TIME', 'first instant of a Date'),
      );
    });

    test('reads back any numbers and times, with and without interval', async () => {
      // Elasticsearch 7 refuses most times before 1970 as numbers, and a long field refuses numbers with an exponent.
      const time = fc.oneof(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: -100_000, max: -10 }).map((second) => second * 1_000),
        fc.integer({ min: 1e9, max: 7e12 }),
      );
      const close = fc.oneof(
        fc.integer({ min: -1e15, max: 1e15 }),
        fc.double({ min: -1e15, max: 1e15, noNaN: true }).filter((number) => !String(number).includes('e')),
      );
      const rows = fc.uniqueArray(fc.record({ time, close }), {
        selector: ({ time }) => time,
        minLength: 1,
        maxLength: 40,
      });
      const index = await mapped(
        {
          time: { type: 'date' },
          double: { type: 'double' },
          float: { type: 'float' },
          long: { type: 'long' },
          run: { type: 'long' },
        },
        [],
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(
          rows,
          fc.constantFrom('double', 'float', 'long'),
          fc.constantFrom('1m', '1d', '1mo'),
          async (rows, type, interval) => {
            run += 1;
            await add(
              index,
              rows.map(({ time, close }) => ({ time, [type]: close, run })),
            );
            const options = { index, field: type, query: { term: { run } }, unit: 'ms' } as const;
            const sorted = rows.toSorted((one, other) => one.time - other.time);
            // JSON has no negative zero.
            const written = sorted.map(({ close }) => close || 0);
            expect([...(await readSeries(client, { ...options, pageSize: 7 })).values]).toEqual(written);
            expect([...(await readSeries(client, options)).times]).toEqual(sorted.map(({ time }) => time));
            const windows = toWindows(interval);
            const last = new Map(sorted.map(({ time }, row) => [windows.at(windows.number(time)), written[row]]));
            const read = await readSeries(client, { ...options, interval, aggregate: 'last' });
            expect([...read.times]).toEqual([...last.keys()]);
            expect([...read.values]).toEqual([...last.values()]);
          },
        ),
        { numRuns: 8 },
      );
    });

    test('reads back the values and times with the mapping of the guide', async () => {
      const index = freshIndex();
      made.push(index);
      interface Close {
        readonly time: number;
        readonly close: number;
      }
      const written: Close[] = [1_000, 5_000, 9_999, start].map((time, n) => ({ time, close: closes[n]! }));
      await ensureIndex(client, {
        index,
        mapping: mapping<Close>({ time: { type: 'date', format: 'epoch_millis' }, close: 'double' }),
      });
      await run(deliver(written, { id: ({ time }) => String(time) }), toElasticsearch<Close>(client, { index }));
      await askServer(server, 'POST', `/${index}/_refresh`);
      expect(await readSeries(client, { index, field: 'close' })).toEqual({
        times: Float64Array.from(written, ({ time }) => time),
        values: Float64Array.from(closes),
      });
      // Elasticsearch itself, and not only this package, has the right times.
      const { aggregations } = await askServer<{ aggregations: { first: { value: number } } }>(
        server,
        'POST',
        `/${index}/_search`,
        { size: 0, aggs: { first: { min: { field: 'time' } } } },
      );
      expect(aggregations.first.value).toBe(1_000);
    });

    describe.concurrent('candles', () => {
      const candle = { time: isoDay(0), open: 1.5, high: 3.5, low: 0.5, close: 2.5 };
      const read = { time: start, open: 1.5, high: 3.5, low: 0.5, close: 2.5, volume: 0 };

      test('without a volume in the document have the volume 0', async () => {
        const index = await mapped({ time: { type: 'date' } }, [candle]);
        expect(await readCandles(client, { index })).toEqual([read]);
        expect(await readCandles(client, { index, interval: '1w' })).toEqual([
          { ...read, time: Date.UTC(2014, 8, 15) },
        ]);
      });

      test('are all read if only some documents have a volume', async () => {
        const alias = freshIndex();
        const volumes = [7, undefined, null, 0.5, []];
        const rows = volumes.map((volume, n) => ({ ...candle, time: isoDay(n), volume }));
        for (const type of ['double', 'long']) {
          const index = await mapped({ time: { type: 'date' }, volume: { type } }, rows);
          expect((await readCandles(client, { index })).map(({ volume }) => volume)).toEqual([7, 0, 0, 0.5, 0]);
          expect(await readCandles(client, { index, interval: '1y' })).toEqual([
            { ...read, time: Date.UTC(2014, 0), volume: 7.5 },
          ]);
          expect(await readCandles(client, { index, interval: '1y', from: start + dayMs })).toEqual([
            { ...read, time: Date.UTC(2014, 0), volume: 0.5 },
          ]);
        }
        for (const [n, volume] of [undefined, 3].entries())
          await indexOf({ aliases: { [alias]: {} }, mappings: { properties: { time: { type: 'date' } } } }, [
            { ...candle, time: isoDay(n), volume },
          ]);
        expect((await readCandles(client, { index: alias })).map(({ volume }) => volume)).toEqual([0, 3]);
      });

      test('have the volume 0 with fields.volume: null', async () => {
        const index = await mapped({ time: { type: 'date' } }, [{ ...candle, volume: 7 }]);
        expect(await readCandles(client, { index })).toEqual([{ ...read, volume: 7 }]);
        expect(await readCandles(client, { index, fields: { volume: null } })).toEqual([read]);
      });

      test('have the adjusted close of documents that have one', async () => {
        for (const type of ['double', 'float']) {
          const rows = [0, 1, 2, 3].map((n) => ({
            ...candle,
            time: isoDay(n),
            ...(n !== 2 && { adjClose: n + 0.457334014892578 }),
          }));
          const index = await mapped(
            {
              time: { type: 'date' },
              open: { type: 'double' },
              high: { type: 'double' },
              low: { type: 'double' },
              close: { type: 'double' },
              adjClose: { type, ignore_malformed: true },
            },
            rows,
          );
          const expected = rows.map(({ time, ...row }) => ({ ...row, time: Date.parse(time), volume: 0 }));
          expect(await readCandles(client, { index })).toEqual(expected);
          expect(await readCandles(client, { index, interval: '1d' })).toEqual(expected);
          expect(await readCandles(client, { index, interval: '1y' })).toEqual([
            { ...read, time: Date.UTC(2014, 0), adjClose: 3.457334014892578 },
          ]);
          expect(await readCandles(client, { index, interval: '1y', to: start + 3 * dayMs })).toEqual([
            { ...read, time: Date.UTC(2014, 0) },
          ]);
          expect(await readCandles(client, { index, to: start + dayMs, fields: { adjClose: null } })).toEqual([read]);
          expect(await readCandles(client, { index, to: start + dayMs, fields: { adjClose: 'close' } })).toEqual([
            { ...read, adjClose: 2.5 },
          ]);
          await expect(readCandles(client, { index, fields: { adjClose: 'adjusted' } })).rejects.toMatchObject(
            error('PENSTOCK_FIELD_MISSING', 'adjusted'),
          );
          await add(index, [{ ...candle, time: isoDay(4), adjClose: 'none' }]);
          await expect(readCandles(client, { index })).rejects.toMatchObject(error('PENSTOCK_BAD_VALUE', 'adjClose'));
          await expect(readCandles(client, { index, interval: '1y' })).rejects.toMatchObject(
            error('PENSTOCK_BAD_VALUE', 'adjClose'),
          );
        }
      });

      test('are refused if fields.volume does not exist, or the volume field is named Volume', async () => {
        const index = await mapped({ time: { type: 'date' } }, [{ ...candle, Volume: 7 }]);
        await expect(readCandles(client, { index, fields: { volume: 'amount' } })).rejects.toMatchObject(
          error('PENSTOCK_FIELD_MISSING', 'amount'),
        );
        await expect(readCandles(client, { index })).rejects.toMatchObject(error('PENSTOCK_FIELD_MISSING', 'Volume'));
        expect(await readCandles(client, { index, fields: { volume: 'Volume' } })).toEqual([{ ...read, volume: 7 }]);
      });
    });

    test('reports why all shards failed', async () => {
      const index = await mapped({ time: { type: 'date' }, close: { type: 'double' } }, [
        { time: isoDay(0), close: 1 },
      ]);
      const query = { range: { time: { gte: 'yesterday' } } };
      await expect(valuesOf(index, { query })).rejects.toMatchObject(error('PENSTOCK_BAD_RESPONSE', 'yesterday'));
      await expect(valuesOf(index, { query, interval: '1d' })).rejects.toMatchObject(
        error('PENSTOCK_BAD_RESPONSE', 'yesterday'),
      );
      await expect(
        ensureIndex(client, { index: freshIndex(), mapping: { properties: { close: { type: 'dubble' } } } }),
      ).rejects.toMatchObject(error('PENSTOCK_BAD_OPTION', 'dubble'));
    });

    test('warns once if a series lies in January 1970', async () => {
      vi.resetModules();
      const { readSeries } = await import('../../src/index.ts');
      const warn = vi.spyOn(process, 'emitWarning').mockReturnValue(undefined);
      const index = await mapped({ time: { type: 'date' }, close: { type: 'double' } }, [
        { time: start / 1_000, close: 1 },
        { time: start / 1_000 + 86_400, close: 2 },
      ]);
      await readSeries(client, { index, field: 'close', unit: 's' });
      await readSeries(client, { index, field: 'close', unit: 'ms' });
      expect(warn).not.toHaveBeenCalled();
      await readSeries(client, { index, field: 'close' });
      await readSeries(client, { index, field: 'close', interval: '1d' });
      expect(warn).toHaveBeenCalledOnce();
      expect(warn).toHaveBeenCalledWith(expect.stringMatching(/January 1970.*unit: 's'/), {
        code: 'PENSTOCK_TIMES_IN_1970',
      });
    });
  });
}
