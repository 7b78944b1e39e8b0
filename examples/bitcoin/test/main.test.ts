import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { findTfjsNode, folder as tfjsNode } from '@penstock/tfjs-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Analysis } from '../src/analysis/analysis.ts';
import type { About, Anomalies, Evaluation, Forecast, Pipeline, Prices } from '../src/board/api.ts';
import type { Summary } from '../src/output/summary.ts';
import { buildProgram } from './built-program.ts';
import type { Ended, Program } from './built-program.ts';

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-bitcoin-'));
  program = await buildProgram();
}, 60_000);

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

const start = (...args: string[]): Promise<Ended> => program.run(args, { PENSTOCK_TFJS_NODE: tfjsNode });

const noFetch = encodeURIComponent("globalThis.fetch = async () => { throw new Error('no network') };");
const withoutNetwork = { NODE_OPTIONS: `--import=data:text/javascript,${noFetch}` };

const header = 'Date,Open,High,Low,Close,Adj Close,Volume';
const day = (index: number): string => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10);
const row = (index: number): string => {
  const close = 1_000 + 50 * Math.sin(index / 5) + index;
  return [day(index), close - 1, close + 5, close - 5, close, close, 100 + index].join(',');
};
const csvOf = async (name: string, rows: readonly string[]): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, `${[header, ...rows].join('\n')}\n`);
  return path;
};
const rows = Array.from({ length: 60 }, (_, index) => row(index));
const dayOf2016 = (index: number): string => new Date(Date.UTC(2016, 6, 4 + index)).toISOString().slice(0, 10);
const rowsOf = async (store: string): Promise<Array<Record<string, unknown>>> => {
  const instance = await DuckDBInstance.create(join(store, 'bitcoin.duckdb'));
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll('SELECT * FROM bitcoin_kafka ORDER BY "Date"');
  connection.closeSync();
  instance.closeSync();
  return reader.getRowObjectsJS();
};
const summaryOf = async (path: string): Promise<Summary> => JSON.parse(await readFile(path, 'utf8')) as Summary;

describe('the program', () => {
  test('creates each day once, also in a second run', async () => {
    const [csv, store, json] = [await csvOf('small.csv', rows), join(folder, 'twice'), join(folder, 'small.json')];
    const args = ['--once', '--csv', csv, '--store', store, '--json', json];

    const { code, out } = await start(...args);
    expect(code).toBe(0);
    expect(out.split('\n').filter(({ length }) => length > 80)).toEqual([]);
    // There are no colours, since the output is no terminal.
    expect(out).not.toContain('\u001B');
    expect(out).toMatch(/^Close of the last 60 days\n[▁-█]{60}\n2020-01-01 +2020-02-29\n/m);
    const first = await summaryOf(json);
    expect(first).toMatchObject({
      broker: 'memory',
      store: 'duckdb',
      documents: 60,
      created: 60,
      first: day(0),
      last: day(59),
    });
    expect(first.forecast.map(({ date }) => date)).toEqual([60, 61, 62, 63, 64, 65, 66].map(day));

    expect((await start(...args)).code).toBe(0);
    const { timingsMs: _, ...second } = await summaryOf(json);
    // The same rows, options and seed give the same weights.
    expect(second).toEqual({
      ...second,
      forecast: first.forecast,
      metrics: first.metrics,
      anomalies: first.anomalies,
      documents: 60,
      created: 0,
    });
    // 24 days are left to measure bands on, and a week at level 95 needs 45.
    expect(first.forecast[0]).toMatchObject({ lower80: null, upper80: null, lower95: null, upper95: null });
  });

  test('keeps the prices of a file in a later run without a network, and counts prices by source', async () => {
    // The closes that come with the npm package are of 2016-07-04 to 2017-07-03; the file has the first 60 of these
    // days.
    const of2016 = Array.from({ length: 60 }, (_, index) => row(index).replace(day(index), dayOf2016(index)));
    const [csv, store, json] = [await csvOf('2016.csv', of2016), join(folder, 'ranked'), join(folder, 'ranked.json')];
    const closes = ['--once', '--store', store, '--json', json];

    expect(await start('--once', '--csv', csv, '--store', store, '--json', json)).toMatchObject({
      code: 0,
      out: expect.stringContaining('Prices: 60 from a file\n'),
    });
    const first = await rowsOf(store);
    for (const created of [305, 0]) {
      const { code, errors, out } = await program.run(closes, withoutNetwork);
      expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
      expect(out).toContain(
        'Prices: 60 from a file, 305 from the npm package @visx/mock-data\nRead in this run: @visx/mock-data',
      );
      expect(await summaryOf(json)).toMatchObject({ documents: 365, created, sources: { file: 60, sample: 305 } });
      expect((await rowsOf(store)).filter(({ Source }) => Source === 'file')).toEqual(first);
    }
    expect(first[0]).toMatchObject({ Date: '2016-07-04', Open: 999, Close: 1_000 });
  });

  test(
    'prices of Yahoo replace closes of npm, prices of a file replace both, and never the reverse',
    { timeout: 120_000 },
    async () => {
      const [store, json] = [join(folder, 'climbs'), join(folder, 'climbs.json')];
      const closes = ['--once', '--store', store, '--json', json];
      const sourcesAfter = async (args: readonly string[]) => {
        const { code, errors } = await program.run(args, withoutNetwork);
        expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
        return (await summaryOf(json)).sources;
      };
      expect(await sourcesAfter(closes)).toEqual({ sample: 365 });
      // The cache of Yahoo's answer is in the directory of the store. This one is of an earlier day.
      const kept = Array.from({ length: 40 }, (_, index) => ({
        time: Date.parse(dayOf2016(index)),
        open: 1,
        high: 3,
        low: 1,
        close: 2,
        volume: 9,
      }));
      await writeFile(join(store, 'yahoo-BTC-USD.json'), JSON.stringify({ asked: '2024-01-02', rows: kept }));
      expect(await sourcesAfter(closes)).toEqual({ yahoo: 40, sample: 325 });
      const csv = await csvOf(
        'climbs.csv',
        Array.from({ length: 20 }, (_, index) => row(index).replace(day(index), dayOf2016(index))),
      );
      expect(await sourcesAfter([...closes, '--csv', csv])).toEqual({ file: 20, yahoo: 20, sample: 325 });
      expect(await sourcesAfter(closes)).toEqual({ file: 20, yahoo: 20, sample: 325 });
      await rm(join(store, 'yahoo-BTC-USD.json'));
      expect(await sourcesAfter(closes)).toEqual({ file: 20, yahoo: 20, sample: 325 });
      // A file that is read later replaces the rows of an earlier one.
      await csvOf('climbs.csv', [`${dayOf2016(0)},7,7,7,7,7,7`]);
      expect(await sourcesAfter([...closes, '--csv', csv])).toEqual({ file: 20, yahoo: 20, sample: 325 });
      expect((await rowsOf(store))[0]).toMatchObject({ Date: '2016-07-04', Open: 7, Source: 'file' });
    },
  );

  test('ends with an error on an invalid row, and leaves the store unchanged', async () => {
    const [good, store, json] = [await csvOf('good.csv', rows), join(folder, 'broken'), join(folder, 'good.json')];
    const bad = await csvOf('bad.csv', [...rows, row(60), `${day(61)},1,x,1,1,1,1`]);
    await start('--once', '--csv', good, '--store', store);

    const { code, errors, out } = await start('--once', '--fresh', '--csv', bad, '--store', store);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toContain('Field "High" in record 62');

    await start('--once', '--csv', good, '--store', store, '--json', json);
    expect(await summaryOf(json)).toMatchObject({ documents: 60, created: 0 });
  });

  test('answers --help and --version on standard output', async () => {
    expect(await start('--help')).toMatchObject({
      code: 0,
      errors: '',
      out: expect.stringMatching(/^Usage: npm run demo -- /),
    });
    expect(await start('--version')).toEqual({ code: 0, killed: false, errors: '', out: '0.0.0\n' });
  });

  test('ends with code 2 on a wrong command line, and names the command that shows help', async () => {
    expect(await start('--onze')).toMatchObject({
      code: 2,
      out: '',
      errors: "Error: Unknown option '--onze'\n(Did you mean --once?)\nSee npm run demo -- --help\n",
    });
  });

  test('ends with code 1 on a missing file', async () => {
    const { code, errors } = await start('--once', '--csv', 'no-such-file.csv', '--store', join(folder, 'unused'));
    expect(code).toBe(1);
    expect(errors).toContain('no-such-file.csv');
  });

  test('writes JSON alone to standard output with --json, and no progress with --quiet', async () => {
    const csv = await csvOf('piped.csv', rows);
    const { code, errors, out } = await start('--once', '--csv', csv, '--store', join(folder, 'piped'), '--json', '-q');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(out)).toMatchObject({ documents: 60, first: day(0) });
  });

  test('ends with an error on a missing column', async () => {
    const path = join(folder, 'column.csv');
    await writeFile(path, `${header.replace('Close,', 'Mood,')}\n${row(0)}\n`);
    const { code, errors } = await start('--once', '--csv', path, '--store', join(folder, 'column'));
    expect(code).toBe(1);
    expect(errors).toContain('missing: close');
  });

  test('ends with an error on a store that it cannot read', async () => {
    const store = await mkdtemp(join(folder, 'unreadable-'));
    await writeFile(join(store, 'bitcoin.duckdb'), 'this is no database\n'.repeat(1_000));
    const { code, errors } = await start('--once', '--csv', await csvOf('any.csv', rows), '--store', store);
    expect(code).toBe(1);
    expect(errors).toContain('Expected a DuckDB store at');
  });
});

describe('analyse', () => {
  const analysed = async (
    csv: string,
    name: string,
  ): Promise<{ readonly analysis: Analysis; readonly out: string }> => {
    const json = join(folder, `${name}.json`);
    const { code, errors, out } = await start('analyse', '--csv', csv, '--store', join(folder, name), '--json', json);
    expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
    return { analysis: JSON.parse(await readFile(json, 'utf8')) as Analysis, out };
  };

  test('prints and writes years, the LSTM of the report and a backtest', { timeout: 60_000 }, async () => {
    const csv = await csvOf(
      'analyse.csv',
      Array.from({ length: 400 }, (_, index) => row(index)),
    );
    const { analysis, out } = await analysed(csv, 'analyse');
    expect(analysis.periods.map(({ period, days }) => [period, days])).toEqual([
      ['2020', 366],
      ['2021', 34],
      ['overall', 400],
    ]);
    expect(analysis.reportLstm).toMatchObject({ days: 365, trainingDays: 219, engine: { name: 'wasm' } });
    const { training, generalisation, points } = analysis.reportLstm.regression;
    // The first 15 days are only the window of the first prediction.
    expect([training?.count, generalisation?.count, points.length]).toEqual([204, 146, 350]);
    expect(generalisation?.mse).toBeCloseTo(analysis.reportLstm.metrics.test.mse, 6);
    expect(training?.r2).toBeCloseTo(analysis.reportLstm.metrics.train.r2, 10);
    expect(out).toMatch(/^pseudo-Huber( +\d+[.]\d{4}){2}$/m);
    expect(analysis.reportLstm.nextDays.map(({ date }) => date)).toEqual([400, 401, 402, 403, 404, 405, 406].map(day));
    const { atFirst, overall, untried } = analysis.backtest;
    // 146 days are left. The last 6 of them cannot begin a forecast of 7 days.
    expect(overall).toMatchObject({ origins: 140, horizon: 7, ahead: null });
    expect(atFirst.ahead).toBe(1);
    expect([...overall.forecasters.map(({ name }) => name), ...untried]).toEqual(
      expect.arrayContaining([
        'naive',
        'seasonal naive',
        'theta',
        'MSTL',
        'auto',
        "report's LSTM",
        'LSTM on log returns',
      ]),
    );
    expect(overall.forecasters[0]!.name).toBe(analysis.best);
    for (const word of ['2020-12', 'overall', 'explainedVariance', 'poissonDeviance', 'seasonal naive'])
      expect(out).toContain(word);
    // RMSE of the first day ahead, of the last, and of all seven.
    expect(out).toMatch(/^forecaster +RMSE: day 1 +day 7 +all /m);
    expect(out).not.toContain('failed');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('ends with code 130 on Ctrl+C, and says that nothing is written', async () => {
    const args = ['analyse', '--csv', await csvOf('stopped.csv', rows), '--store', join(folder, 'stopped')];
    const { code, out, errors } = await program.run(args, {}, (child) => {
      // Only once: a second signal ends the program at once.
      let isStopped = false;
      child.stderr!.on('data', (text: string) => {
        if (isStopped || !text.includes('Training')) return;
        isStopped = true;
        child.kill('SIGINT');
      });
    });
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(errors).toMatch(/\nInterrupted\. This command writes nothing before its end\.\n$/);
  });

  test('ends with an error on too few days', async () => {
    const csv = await csvOf('few.csv', rows.slice(0, 29));
    const { code, errors } = await start('analyse', '--csv', csv, '--store', join(folder, 'few'));
    expect(code).toBe(1);
    expect(errors).toContain('Expected at least 30 days of prices');
  });
});

describe('anomalies', () => {
  test('prints the most severe days in the store, and needs more than 100 days', { timeout: 60_000 }, async () => {
    const odd = 200;
    const many = Array.from({ length: 220 }, (_, index) => {
      const [date, ...values] = row(index).split(',');
      return [date, ...values.map((value, column) => (index === odd && column < 5 ? 9 * Number(value) : value))].join(
        ',',
      );
    });
    const [csv, store, json] = [await csvOf('odd.csv', many), join(folder, 'odd'), join(folder, 'odd.json')];
    const whole = await start('--once', '--csv', csv, '--store', store);
    expect(whole).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`^ ${day(odd)} .* spike$`, 'm')) });
    const { code, out } = await start('anomalies', '--store', store, '--top', '1', '--json', json);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').slice(1)).toEqual([
      expect.stringMatching(/^ time +severity +description +actual +typical +kind$/),
      expect.stringMatching(new RegExp(`^ ${day(odd)} .* spike$`)),
    ]);
    const { anomalies } = JSON.parse(await readFile(json, 'utf8')) as Pick<Summary, 'anomalies'>;
    expect(anomalies.find(({ date }) => date === day(odd))).toMatchObject({ alarm: true, direction: 'higher' });

    const few = join(folder, 'few-odd');
    expect(await start('--once', '--csv', await csvOf('few-odd.csv', rows), '--store', few)).toMatchObject({ code: 0 });
    expect(await start('anomalies', '--store', few)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Expected at least 101 days'),
    });
  });
});

const engines = ['wasm', 'tfjs', 'reference', ...(findTfjsNode().path === undefined ? [] : ['tfjs-node'])];

describe('the engines', () => {
  // They start with the same weights and take the same steps, so that they differ by rounding alone.
  test('all make the same forecast, and the summary names the engine and its time', { timeout: 60_000 }, async () => {
    const csv = await csvOf('engines.csv', rows.slice(0, 36));
    const summaries: Summary[] = [];
    for (const engine of engines) {
      const json = join(folder, `${engine}.json`);
      const { code, errors, out } = await start(
        '--once',
        '--csv',
        csv,
        '--store',
        join(folder, engine),
        '--engine',
        engine,
        '--json',
        json,
      );
      expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
      expect(out).toContain(`Engine ${engine}: trained in `);
      summaries.push(await summaryOf(json));
    }
    expect(summaries.map(({ engine }) => engine.name)).toEqual(engines);
    const [first] = summaries;
    for (const { engine, forecast } of summaries) {
      expect(engine.seconds).toBeGreaterThan(0);
      for (const [i, { mean }] of forecast.entries())
        expect(Math.abs(mean / first!.forecast[i]!.mean - 1)).toBeLessThan(1e-3);
    }
  });

  test('ends with an error when tfjs-node is missing', async () => {
    const { code, errors } = await program.run(
      ['--once', '--csv', await csvOf('none.csv', rows), '--store', join(folder, 'none'), '--engine', 'tfjs-node'],
      { PENSTOCK_TFJS_NODE: folder },
    );
    expect(code).toBe(1);
    expect(errors).toContain('node tools/tfjs-node/build.mjs');
  });
});

const beside = fileURLToPath(new URL('../../../../shared/data/BTC-USD.csv', import.meta.url));
const prices = process.env['PENSTOCK_BTC_CSV'] || (existsSync(beside) ? beside : undefined);

// Registered only where the file is, so that it is never skipped: its licence does not allow us to ship it.
if (prices !== undefined) {
  describe('the prices of the report', () => {
    // The file has 3038 rows below its header.
    test('become 3038 documents, 2014-09-17 to 2023-01-10', async () => {
      const json = join(folder, 'report.json');
      expect((await start('--once', '--csv', prices, '--store', join(folder, 'report'), '--json', json)).code).toBe(0);
      const { forecast, anomalies, ...summary } = await summaryOf(json);
      expect(summary).toMatchObject({ documents: 3_038, created: 3_038, first: '2014-09-17', last: '2023-01-10' });
      for (const { mean, lower95, lower80, upper80, upper95 } of forecast) {
        const bounds = [0, lower95!, lower80!, mean, upper80!, upper95!];
        expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
      }
      // The close fell by 37 percent on that day, as the file says.
      const fall = anomalies.find(({ date }) => date === '2020-03-12');
      expect(fall).toMatchObject({ direction: 'lower', actual: expect.closeTo(4970.79, 2) });
      expect(fall!.severity).toBeGreaterThan(75);
    });
  });
}

describe('the page', () => {
  /** Starts the program, and resolves with the address of its page and a function that ends it. */
  const open = async (...args: string[]) => {
    const child = spawn(process.execPath, [program.path, ...args, '--port', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise((resolve) => void child.once('close', resolve));
    const address = await new Promise<string>((resolve, reject) => {
      let seen = '';
      child.stderr.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
        const found = /Page at (http:\S+)/.exec(seen);
        if (found) resolve(found[1]!);
      });
      child.once('close', () => reject(new Error(`ended early: ${seen}`)));
    });
    const get = async <T>(path: string): Promise<T> => (await (await fetch(`${address}api/${path}`)).json()) as T;
    const stop = (): Promise<unknown> => {
      child.kill('SIGINT');
      return ended;
    };
    return { get, stop, address };
  };

  test(
    'is served while the steps run, shows their results until SIGINT, and can be served again',
    { timeout: 60_000 },
    async () => {
      const csv = await csvOf(
        'page.csv',
        Array.from({ length: 120 }, (_, index) =>
          index === 110 ? `${day(index)},1000,9999,1000,9999,9999,1` : row(index),
        ),
      );
      const [store, json] = [join(folder, 'page'), join(folder, 'page.json')];
      const run = await open('--csv', csv, '--store', store, '--json', json);
      const states = await fetch(`${run.address}api/events`);
      await expect.poll(() => existsSync(json), { timeout: 50_000 }).toBe(true);
      const summary = await summaryOf(json);

      const pipeline = await run.get<Pipeline>('pipeline');
      expect(pipeline.state).toBe('ended');
      expect(pipeline.steps.map(({ name, state, records }) => [name, state, records])).toEqual([
        ['produce', 'done', 120],
        ['index', 'done', 120],
        ['train', 'done', 200],
        ['backtest', 'done', summary.headline.comparison.forecasters.length + summary.headline.untried.length],
      ]);
      expect(pipeline.partitions).toHaveLength(10);
      expect(pipeline.partitions.reduce((sum, { end }) => sum + end!, 0)).toBe(120);
      expect(pipeline.partitions.every(({ lag }) => lag === 0)).toBe(true);

      const prices = await run.get<Prices>('prices');
      expect(prices.times).toEqual(Array.from({ length: 120 }, (_, index) => Date.parse(day(index))));
      expect(prices.close[110]).toBe(9_999);
      const forecast = await run.get<Forecast>('forecast');
      expect(forecast.model).toBe(summary.headline.name);
      expect(forecast.loss).toHaveLength(200);
      const { ahead } = forecast;
      expect(
        ahead.times.map((time, step) => [time, ahead.mean[step], ahead.lower80[step], ahead.upper95[step]]),
      ).toEqual(summary.forecast.map(({ date, mean, lower80, upper95 }) => [Date.parse(date), mean, lower80, upper95]));
      const anomalies = await run.get<Anomalies>('anomalies');
      expect(anomalies.rows.map(({ time, severity }) => [time, severity])).toEqual(
        summary.anomalies.map(({ date, severity }) => [Date.parse(date), severity]).toReversed(),
      );
      const evaluation = await run.get<Evaluation>('evaluation');
      for (const { metric, test: error } of evaluation.metrics)
        if (metric in summary.metrics.test)
          expect(error).toBe(summary.metrics.test[metric as keyof typeof summary.metrics.test]);
      const answers = await Promise.all(['prices', 'years', 'anomalies', 'forecast', 'forecasters'].map(run.get));

      expect(await run.stop()).toBe(0);
      const events = await states.text();
      for (const event of ['"state":"running"', '"what":"prices"', '"what":"forecast"', '"state":"ended"'])
        expect(events).toContain(event);

      const again = await open('dashboard', '--store', store);
      expect(await again.get('pipeline')).toMatchObject({ state: 'idle', steps: [] });
      await expect.poll(() => again.get<About>('about')).toMatchObject({ documents: 120, broker: null });
      expect(await Promise.all(['prices', 'years', 'anomalies', 'forecast', 'forecasters'].map(again.get))).toEqual(
        answers,
      );
      // The page does not keep the DuckDB file open.
      expect(await start('anomalies', '--store', store)).toMatchObject({ code: 0 });
      expect(await again.stop()).toBe(0);
    },
  );
});
