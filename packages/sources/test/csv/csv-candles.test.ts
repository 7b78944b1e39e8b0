import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PenstockError } from '@penstock/stream';
import { csvCandles } from '../../src/index.ts';
import type { CandleIssue, CsvCandlesOptions, SparseCandle } from '../../src/index.ts';
import { collect, newFile } from '../scratch-files.ts';
import { warningsOf } from '../warnings.ts';

const day = (date: number): number => Date.UTC(2020, 0, date);
const read = async (content: string | Uint8Array, options: CsvCandlesOptions = {}): Promise<SparseCandle[]> =>
  collect(csvCandles(await newFile(content), options));
const header = 'Date,Open,High,Low,Close,Adj Close,Volume';
const candle = { time: day(1), open: 10, high: 12, low: 9, close: 11, volume: 300 };

describe('csvCandles', () => {
  test('reads the layout of a Yahoo download', async () => {
    expect(await read(`${header}\n2020-01-01,10,12,9,11,10.5,300\n`)).toEqual([{ ...candle, adjClose: 10.5 }]);
  });

  test.each([
    ['without an adjusted close', 'Date,Open,High,Low,Close,Volume\n2020-01-01,10,12,9,11,300\n'],
    ['in lower case', 'date,open,high,low,close,volume\n2020-01-01,10,12,9,11,300\n'],
    ['in upper case, in another order', 'VOLUME,CLOSE,LOW,HIGH,OPEN,DATE\n300,11,9,12,10,2020-01-01\n'],
    ['with more columns', 'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n2020-01-01,10,12,9,11,300,0.0,x\n'],
    ['with spaces around cells', 'Date, Open, High, Low, Close, Volume\n2020-01-01, 10, 12 ,9,11,300\n'],
    ['with a delimiter at each end', 'Date,Open,High,Low,Close,Volume,\n2020-01-01,10,12,9,11,300,\n'],
    [
      'with a delimiter at the end of the header alone',
      'Date,Open,High,Low,Close,Volume,\n2020-01-01,10,12,9,11,300\n',
    ],
    ['with a delimiter at the end of its rows alone', 'Date,Open,High,Low,Close,Volume\n2020-01-01,10,12,9,11,300,\n'],
    ['with a blank row', 'Date,Open,High,Low,Close,Volume\n,,,,,\n2020-01-01,10,12,9,11,300\n'],
    ['with an index that has no name', ',Open,High,Low,Close,Volume\n2020-01-01,10,12,9,11,300\n'],
    [
      'with the three headers of yfinance',
      'Price,Close,High,Low,Open,Volume\nTicker,AAPL,AAPL,AAPL,AAPL,AAPL\nDate,,,,,\n2020-01-01,11,12,9,10,300\n',
    ],
    ['with the stars of a copied table', 'Date,Open,High,Low,Close*,Volume\n2020-01-01,10,12,9,11,300\n'],
    ['with dollars', 'Date,Close/Last,Volume,Open,High,Low\n2020-01-01,$11.00,300,$10.00,$12.00,$9.00\n'],
    ['with semicolons', 'Date;Open;High;Low;Close;Volume\n2020-01-01;10.0;12.0;9.0;11.0;300\n'],
    ['with a line for Excel', 'sep=;\nDate;Open;High;Low;Close;Volume\n2020-01-01;10.0;12.0;9.0;11.0;300\n'],
    ['with tabs', 'timestamp\topen\thigh\tlow\tclose\tvolume\n2020-01-01T00:00:00Z\t10\t12\t9\t11\t300\n'],
    ['with bars', 'Date|Open|High|Low|Close|Vol\n2020-01-01|10|12|9|11|300\n'],
    [
      'with commas in a quoted name of the header',
      'Date;Open;High;Low;Close;Volume;"a,b,c,d,e,f,g"\n2020-01-01;10;12;9;11;300;1\n',
    ],
    ['with a byte order mark and CR LF', '\uFEFFDate,Open,High,Low,Close,Volume\r\n2020-01-01,10,12,9,11,300\r\n'],
    ['with mixed line ends', 'Date,Open,High,Low,Close,Volume\n2020-01-01,10,12,9,11,300\r\n'],
  ])('reads a file %s', async (_, content) => {
    expect(await read(content)).toEqual([candle]);
    expect(await read(gzipSync(content))).toEqual([candle]);
  });

  test('joins separate columns of the date and the time of day', async () => {
    const content =
      '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\n2020.01.01\t09:30:00\t10\t12\t9\t11\t5\t300\n';
    expect(await read(content, { dateFormat: 'YYYY.MM.DD HH:mm:ss', timeZone: 'UTC' })).toEqual([
      { ...candle, time: Date.UTC(2020, 0, 1, 9, 30) },
    ]);
  });

  test('uses the columns that the option names', async () => {
    const content = 'unix,date,open,high,low,close,Volume BTC,Volume USD\n1577836800,x,10,12,9,11,300,3000\n';
    const columns = { time: 'unix', volume: 'Volume BTC' };
    expect(await read(content, { columns, unit: 's' })).toEqual([candle]);
    await expect(read(content, { unit: 's' })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_HEADER',
      message: expect.stringMatching(/missing: volume.*"Volume BTC"/),
    });
    await expect(read(content, { columns: { ...columns, open: 'Opening' } })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_HEADER',
    });
  });

  test.each([
    ['a repeated column', 'Date,Open,High,Low,Close,Close,Volume\n', /could be close/],
    ['two names of one value', 'Date,Open,High,Low,Close,Volume,Vol\n', /could be volume/],
    ['no date', 'Open,High,Low,Close,Volume\n', /missing: date/],
    ['no header at all', '', /empty/],
    ['rows instead of a header', '2020-01-01,10,12,9,11,300\n', /missing: date, open/],
  ])('rejects a header with %s', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_HEADER',
      message: expect.stringMatching(message),
    });
  });

  test.each([`${header}\n`, header, `${header}\r\n\r\n,,,,,,\r\n`])(
    'reports a file with only a header: %j',
    async (content) => {
      await expect(read(content)).rejects.toMatchObject({
        code: 'PENSTOCK_NO_RECORDS',
        message: expect.stringMatching(/header Date, Open.* no records/),
      });
    },
  );

  test.each([
    ['too few cells', '2020-01-01,10,12,9,11,10.5'],
    ['too many cells', '2020-01-01,10,12,9,11,10.5,300,7'],
  ])('rejects a row with %s', async (_, row) => {
    await expect(read(`${header}\n${row}\n`)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_RECORD',
      message: expect.stringContaining('record 1 (line 2)'),
    });
  });

  test('keeps the order of the rows', async () => {
    const rows = [3, 1, 2].map((date) => `2020-01-0${date},10,12,9,11,11,300\n`).join('');
    expect((await read(`${header}\n${rows}`)).map(({ time }) => time)).toEqual([day(3), day(1), day(2)]);
  });

  test.each([
    { unit: 's', dateFormat: 'ISO' },
    { decimal: ';' },
    { interval: '1h' },
    { interval: '1d', timeZone: 'UTC' },
    { interval: '1d', unit: 's' },
    { onInvalid: 'drop' },
    { onIssue: true },
    { columns: { price: 'x' } },
    { dateFormat: 'x' },
    { timezone: 'UTC' },
  ] as object[])('rejects the options %j', (options) => {
    expect(() => csvCandles('x', options)).toThrow(expect.objectContaining({ code: 'PENSTOCK_BAD_OPTION' }));
  });

  // The licence of a real download does not allow to keep it here, so this test runs only where a download is found.
  const real = process.env['PENSTOCK_BTC_CSV'] ?? join(import.meta.dirname, '../../../../../shared/data/BTC-USD.csv');
  if (existsSync(real))
    test('accepts every row of a real Yahoo download, in order of time', async () => {
      const issues: CandleIssue[] = [];
      const all = await collect(csvCandles(real, { onIssue: (issue) => issues.push(issue) }));
      expect(issues).toEqual([]);
      expect(all.length).toBeGreaterThan(1000);
      expect(all.every(({ time }, index) => index === 0 || time > all[index - 1]!.time)).toBe(true);
    });
});

describe('numbers of csvCandles', () => {
  const row = (cells: readonly string[], delimiter = ';') =>
    [
      ['Date', 'Open', 'High', 'Low', 'Close', 'Volume'],
      ['2020-01-01', ...cells],
    ]
      .map((line) => `${line.join(delimiter)}\n`)
      .join('');
  const numbers = async (cells: readonly string[], options?: CsvCandlesOptions) => {
    const [{ open, high, low, close, volume }] = (await read(row(cells), options)) as [SparseCandle];
    return [open, high, low, close, volume];
  };

  test.each([
    ['a decimal comma', ['1234,5', '1300,25', '9,125', '1250', '300'], [1234.5, 1300.25, 9.125, 1250, 300]],
    [
      'a decimal comma and thousands',
      ['1.234,56', '1.300,00', '900,5', '1.250', '2.100.000'],
      [1234.56, 1300, 900.5, 1250, 2_100_000],
    ],
    [
      'a decimal point and thousands',
      ['1,234.56', '1,300.00', '900.5', '1,250', '2,100,000'],
      [1234.56, 1300, 900.5, 1250, 2_100_000],
    ],
    [
      'spaces for thousands',
      ['1 234,56', '1\u00a0300,00', '900,5', '1\u202f250', '2 100 000'],
      [1234.56, 1300, 900.5, 1250, 2_100_000],
    ],
    [
      'apostrophes for thousands',
      ["1'234.56", "1'300.00", '900.5', "1'250", "2'100'000"],
      [1234.56, 1300, 900.5, 1250, 2_100_000],
    ],
    ['exponents', ['1e3', '1.3E+3', '9.0e-2', '1250', '3e5'], [1000, 1300, 0.09, 1250, 300_000]],
    ['three decimals after a point', ['1.234', '1.300', '0.900', '1.250', '300'], [1.234, 1.3, 0.9, 1.25, 300]],
    ['three decimals after a comma', ['1,234', '1,300', '0,900', '1,250', '300'], [1.234, 1.3, 0.9, 1.25, 300]],
    ['signs', ['-1.5', '+2.5', '-40.32', '-37.63', '300'], [-1.5, 2.5, -40.32, -37.63, 300]],
  ])('may have %s', async (_, cells, expected) => {
    expect(await numbers(cells)).toEqual(expected);
  });

  test('use the stated decimal mark when three digits are ambiguous', async () => {
    const cells = ['1,234', '1,300', '1,100', '1,250', '300'];
    await expect(numbers(cells)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_FIELD',
      message: expect.stringContaining('Set decimal'),
    });
    expect(await numbers(cells, { decimal: ',' })).toEqual([1.234, 1.3, 1.1, 1.25, 300]);
    expect(await numbers(cells, { decimal: '.' })).toEqual([1234, 1300, 1100, 1250, 300]);
  });

  test('must have one decimal mark in the whole file', async () => {
    const lines = (second: string) => `${row(['1.234', '1.300', '1.100', '1.250', '300'])}2020-01-02;${second};300\n`;
    await expect(read(lines('1,5;1,6;1,4;1,5'))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_FIELD',
      message: expect.stringMatching(/one decimal mark.*"1,5" after "1.234"/),
    });
    await expect(read(lines('1.5;1,6;1.4;1.5'))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_FIELD',
      message: expect.stringMatching(/one decimal mark/),
    });
  });

  test.each([
    '0x10',
    'Infinity',
    '1_000',
    '1e999',
    '1.2.3',
    '12,34.5',
    '1,23,456.7',
    'x',
    '12%',
    '750K',
    '1 2',
    '--1',
    '1-',
    '٣',
  ])('cannot be written as %j', async (cell) => {
    await expect(numbers([cell, '12.5', '9.5', '11.5', '300'])).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_FIELD',
      message: expect.stringMatching(/^Field "Open" in record 1 \(line 2\)/),
    });
  });

  test('are read exactly, with a decimal point and with a decimal comma', async () => {
    const price = fc.double({ min: 0.0001, max: 1e9, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.array(price, { minLength: 1, maxLength: 5 }), async (prices) => {
        const file = (text: (value: number) => string) =>
          [
            'Date;Open;High;Low;Close;Volume\n',
            ...prices.map((value, index) => `2020-01-0${index + 1};${Array(4).fill(text(value)).join(';')};1\n`),
          ].join('');
        const [point, comma] = [file(String), file((value) => String(value).replace('.', ','))];
        expect((await read(point, { decimal: '.' })).map(({ open }) => open)).toEqual(prices);
        expect((await read(comma, { decimal: ',' })).map(({ close }) => close)).toEqual(prices);
      }),
      { numRuns: 50 },
    );
  });
});

describe('csvCandles, for rows that cannot be candles,', () => {
  const good = '2020-01-01,10,12,9,11,11,300';
  const rows = (...lines: readonly string[]) => `${header}\n${lines.join('\n')}\n`;
  const first = { ...candle, adjClose: 11 };

  test.each([
    ['a high below the low', '2020-01-02,10,8,9,10,10,1', 'high to be at least low', { high: null, low: null }],
    ['an open above the high', '2020-01-02,13,12,9,11,11,1', 'open to lie between', { open: null }],
    ['a close below the low', '2020-01-02,10,12,9,8,8,1', 'close to lie between', { close: null }],
    ['an open of 0', '2020-01-02,0,12,9,11,11,1', 'open other than 0', { open: null }],
    ['a low of 0', '2020-01-02,10,12,0,11,11,1', 'low other than 0', { low: null }],
    ['a negative volume', '2020-01-02,10,12,9,11,11,-1', 'volume', { volume: null }],
    ['a missing close', '2020-01-02,10,12,9,,11,1', 'close; got null', { close: null }],
    ['a missing volume', '2020-01-02,10,12,9,11,11,null', 'volume', { volume: null }],
    ['a missing adjusted close', '2020-01-02,10,12,9,11,NaN,1', 'adjClose', { adjClose: null }],
    [
      'one value',
      '2020-01-02,N/A,-,null,11,NaN,',
      'open',
      { open: null, high: null, low: null, adjClose: null, volume: null },
    ],
  ])('skips, reports, sets to null or throws, as onInvalid says: %s', async (_, line, message, nulled) => {
    const issues: CandleIssue[] = [];
    const content = rows(good, line, '2020-01-03,10,12,9,11,11,300');
    expect((await read(content, { onIssue: (issue) => issues.push(issue) })).map(({ time }) => time)).toEqual([
      day(1),
      day(3),
    ]);
    expect(issues).toEqual([
      {
        where: expect.stringMatching(/^record 2 \(line 3\) of /),
        row: expect.objectContaining({ time: day(2) }),
        reason: expect.stringContaining(message),
      },
    ]);
    expect((await read(content, { onInvalid: 'null', onIssue: () => undefined }))[1]).toMatchObject({
      time: day(2),
      ...nulled,
    });
    await expect(read(content, { onInvalid: 'error' })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_CANDLE',
      message: expect.stringMatching(/record 2 \(line 3\).*Set onInvalid/),
    });
  });

  test("keeps the valid values beside null with onInvalid 'null'", async () => {
    expect(await read(rows('2020-01-02,0,12,9,11,11,1'), { onInvalid: 'null', onIssue: () => undefined })).toEqual([
      { time: day(2), open: null, high: 12, low: 9, close: 11, adjClose: 11, volume: 1 },
    ]);
  });

  test('emits one process warning with their number when there is no onIssue', async () => {
    const content = rows(good, '2020-01-02,0,12,9,11,11,1', '2020-01-03,10,8,9,10,10,1');
    const warnings = await warningsOf(() => read(content));
    expect(warnings).toEqual([
      expect.stringMatching(
        /^PENSTOCK_BAD_CANDLE: 2 of 3 rows .* The first is record 2 \(line 3\) .* open other than 0.*onIssue/,
      ),
    ]);
    expect(await warningsOf(() => read(content, { onIssue: () => undefined }))).toEqual([]);
    expect(await warningsOf(() => read(rows(good)))).toEqual([]);
  });

  test('accepts negative prices, and a price of 0 beside a negative one', async () => {
    const oil = '2020-01-02,17.73,17.85,-40.32,-37.63,-37.63,247947';
    const crossing = '2020-01-03,0,1.5,-0.5,0,0,1';
    const below = '2020-01-04,-2,-1,-3,-2,-2,0';
    expect((await read(rows(oil, crossing, below), { onInvalid: 'error' })).map(({ close }) => close)).toEqual([
      -37.63, 0, -2,
    ]);
    await expect(read(rows('2020-01-02,-2,-3,-1,-2,-2,0'), { onInvalid: 'error' })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_CANDLE',
    });
  });

  test("skips days without values without a report, and keeps them with onInvalid 'null'", async () => {
    const content = rows(good, '2020-01-02,null,<NA>,\\N,--,-,NaN', '2020-01-03,,,,,,0');
    const onIssue = () => expect.unreachable();
    expect(await read(content, { onIssue })).toEqual([first]);
    expect(await read(content, { onIssue, onInvalid: 'error' })).toEqual([first]);
    expect(await read(content, { onIssue, onInvalid: 'null' })).toEqual([
      first,
      { time: day(2), open: null, high: null, low: null, close: null, adjClose: null, volume: null },
      { time: day(3), open: null, high: null, low: null, close: null, adjClose: null, volume: 0 },
    ]);
  });

  test.each(['skip', 'null'] as const)(
    'keeps the first of two rows of the same time with onInvalid %s',
    async (onInvalid) => {
      const issues: string[] = [];
      const content = rows(good, '2020-01-01,10,12,9,11.5,11,400', '2020-01-02,10,12,9,11,11,300');
      expect(
        (await read(content, { onInvalid, onIssue: ({ reason }) => issues.push(reason) })).map(({ close }) => close),
      ).toEqual([11, 11]);
      expect(issues).toEqual([expect.stringContaining('one row for each time')]);
      await expect(read(content, { onInvalid: 'error' })).rejects.toMatchObject({ code: 'PENSTOCK_BAD_CANDLE' });
    },
  );

  test('accepts a valid row of the same time after an invalid one', async () => {
    expect(await read(rows('2020-01-01,0,12,9,11,11,1', good), { onIssue: () => undefined })).toEqual([first]);
  });

  test('throws for a date that cannot be read, since the date format may be wrong for the whole file', async () => {
    await expect(read(rows('01/02/2020,10,12,9,11,11,300'))).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_FIELD',
      message: expect.stringMatching(/"Date" in record 1/),
    });
    await expect(read(rows(',10,12,9,11,11,300'))).rejects.toMatchObject({ code: 'PENSTOCK_BAD_FIELD' });
    expect(await read(rows('01/02/2020,10,12,9,11,11,300'), { dateFormat: 'MM/DD/YYYY' })).toEqual([
      { ...first, time: day(2) },
    ]);
  });

  test("accepts a file without a volume with onInvalid 'null'", async () => {
    const content = 'Date,Open,High,Low,Close\n2020-01-01,10,12,9,11\n';
    await expect(read(content)).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_HEADER',
      message: expect.stringContaining("onInvalid to 'null' if there is no volume"),
    });
    expect(await read(content, { onInvalid: 'null', onIssue: () => expect.unreachable() })).toEqual([
      { ...candle, volume: null },
    ]);
  });

  test('ends the iteration with the error that onIssue throws', async () => {
    const reason = new Error('enough');
    const onIssue = () => {
      throw reason;
    };
    await expect(read(rows('2020-01-02,0,12,9,11,11,1'), { onIssue })).rejects.toBe(reason);
  });
});

describe('csvCandles with any file', () => {
  const known = /^PENSTOCK_(?:BAD_(?:ENCODING|FIELD|HEADER|RECORD)|FILE_UNREADABLE|NO_RECORDS)$/;
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '1',
      '2.5',
      '-3',
      '1,5',
      '1.234',
      'null',
      'NaN',
      '"',
      '"a\r\nb"',
      '\0',
      '\r',
      '2020-01-01',
      '1e999',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const line = fc.tuple(
    fc.array(cell, { maxLength: 7 }),
    fc.constantFrom(',', ';'),
    fc.constantFrom('\n', '\r\n', '\r', ''),
  );
  const table = fc
    .array(line, { maxLength: 6 })
    .map((lines) =>
      Buffer.from(
        lines.map(([cells, delimiter, end]) => `2020-01-02${delimiter}${cells.join(delimiter)}${end}`).join(''),
      ),
    );
  const head = fc.constantFrom(
    '',
    'Date,Open,High,Low,Close,Volume\n',
    'Date;Open;High;Low;Close;Volume\r\n',
    '\uFEFFdate,open,high,low,close,vol\r',
  );
  const bytes = fc.oneof(
    table,
    fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
  );

  test('yields valid candles or throws an error with a code', async () => {
    await fc.assert(
      fc.asyncProperty(head, bytes, fc.boolean(), async (first, rest, isPacked) => {
        const content = Buffer.concat([Buffer.from(first), rest]);
        try {
          for (const { time, open, high, low, close, volume } of await read(isPacked ? gzipSync(content) : content, {
            onIssue: () => undefined,
          })) {
            expect(time).toBe(day(2));
            expect(Math.min(open!, close!)).toBeGreaterThanOrEqual(low! - Math.abs(low!) * 1e-6);
            expect(Math.max(open!, close!)).toBeLessThanOrEqual(high! + Math.abs(high!) * 1e-6);
            expect(volume).toBeGreaterThanOrEqual(0);
          }
        } catch (error) {
          if (!(error instanceof PenstockError)) throw error;
          expect(error.code).toMatch(known);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('times of csvCandles', () => {
  const rows = (...times: readonly (number | string)[]) =>
    `time,open,high,low,close,volume\n${times.map((time) => `${time},10,12,9,11,300\n`).join('')}`;
  const times = async (content: string, options: CsvCandlesOptions) =>
    (await read(content, options)).map(({ time }) => time);

  test.each([
    ['s', 1_577_836_800],
    ['s', '1577836800.0'],
    ['ms', 1_577_836_800_000],
    ['us', '1577836800000000'],
    ['ns', '1577836800000000000'],
  ] as const)('may be counted in %s', async (unit, time) => {
    expect(await times(rows(time), { unit })).toEqual([day(1)]);
  });

  test("are the dates of the file with interval '1d', also beside an offset", async () => {
    const sydney = rows('2020-01-02 00:00:00+11:00', '2020-07-02 00:00:00+10:00', '2020-07-03');
    expect(await times(sydney, { interval: '1d' })).toEqual([day(2), Date.UTC(2020, 6, 2), Date.UTC(2020, 6, 3)]);
    expect(await times(sydney, {})).toEqual([Date.UTC(2020, 0, 1, 13), Date.UTC(2020, 6, 1, 14), Date.UTC(2020, 6, 3)]);
    expect(await times(rows('02.01.2020 16:00'), { interval: '1d', dateFormat: 'DD.MM.YYYY HH:mm' })).toEqual([day(2)]);
  });

  test('need a unit if they are numbers, and must fit into a Date', async () => {
    await expect(times(rows(1_577_836_800), {})).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_FIELD',
      message: expect.stringContaining('unit'),
    });
    await expect(times(rows('1577836800000000'), { unit: 's' })).rejects.toMatchObject({
      code: 'PENSTOCK_BAD_FIELD',
      message: expect.stringContaining('8.64e15'),
    });
  });

  test('cause one warning when all of them lie in January 1970 or after the year 9999', async () => {
    const seconds = rows(1_577_836_800, 1_577_923_200);
    expect(await warningsOf(() => read(seconds, { unit: 'ms' }))).toEqual([
      expect.stringMatching(/^PENSTOCK_TIMES_IN_1970: All 2 times of .* January 1970.*Set unit/),
    ]);
    expect(await warningsOf(() => read(rows(1_577_836_800_000, 1_577_923_200_000), { unit: 's' }))).toEqual([
      expect.stringMatching(/^PENSTOCK_TIMES_AFTER_9999: .*after the year 9999/),
    ]);
    expect(await warningsOf(() => read(seconds, { unit: 's' }))).toEqual([]);
    expect(await warningsOf(() => read(rows(0, 86_400, 2_764_800), { unit: 's' }))).toEqual([]);
    expect(await warningsOf(() => read(rows('1970-01-02', '1970-01-03'), {}))).toEqual([]);
  });
});
