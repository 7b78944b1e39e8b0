import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRules } from '@penstock/kibana-rules';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bitcoinDashboard } from '../../src/dashboard/bitcoin-dashboard.ts';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-dashboard-'));
  program = await buildProgram();
}, 60_000);

afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

interface GridPanel {
  readonly panelRefName: string;
  readonly embeddableConfig: { readonly timeRange?: { readonly from: string; readonly to: string } };
}

describe('the dashboard', () => {
  test('has the charts of all years, and three charts for each year with the days of that year alone', () => {
    const { panels, toSavedObjects } = bitcoinDashboard({ first: '2014-09-17', last: '2023-01-10' });
    expect(panels.slice(0, 10).map(({ title }) => title)).toEqual([
      'Monthly mean of open and close, all years',
      'Monthly highest high and lowest low, all years',
      'Open, close, high and low, all years',
      'Price by year',
      'Candles',
      'Forecast of the close',
      'The last 15 days and the next 7, with bands of 80 and 95 percent',
      'Evaluation',
      'Anomalies',
      'The most severe anomalies',
    ]);
    expect(panels).toHaveLength(10 + 3 * 10);
    const { attributes } = toSavedObjects('8.9').at(-1)!;
    // The range ends with the last day of the week ahead.
    expect(attributes).toMatchObject({ timeFrom: '2014-09-17T00:00:00.000Z', timeTo: '2023-01-17T23:59:59.999Z' });
    const ranges = (JSON.parse(attributes['panelsJSON'] as string) as GridPanel[]).map(
      ({ embeddableConfig }) => embeddableConfig.timeRange,
    );
    expect(ranges.slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(ranges[5]).toEqual({ from: '2022-01-11T00:00:00.000Z', to: '2023-01-17T23:59:59.999Z' });
    // 15 days up to the last one, and seven more.
    expect(ranges[6]).toEqual({ from: '2022-12-27T00:00:00.000Z', to: '2023-01-17T23:59:59.999Z' });
    expect(ranges.slice(7, 10)).toEqual([undefined, undefined, undefined]);
    expect(ranges.slice(-3)).toEqual(
      Array.from({ length: 3 }, () => ({ from: '2023-01-01T00:00:00.000Z', to: '2023-12-31T23:59:59.999Z' })),
    );
  });
});

describe('the command dashboard', () => {
  test.each([
    ['7.17', ['--kibana-version', '7.17']],
    ['8.9', []],
  ] as const)('writes a file that Kibana %s accepts by its rules', async (format, version) => {
    const out = join(folder, `${format}.ndjson`);
    const { code, errors } = await program.run(['dashboard', '--out', out, ...version]);
    expect({ code, errors }).toEqual({ code: 0, errors: expect.stringContaining(out) });
    const objects = checkRules(await readFile(out, 'utf8'), format);
    expect(objects.flatMap(({ type, attributes }) => (type === 'index-pattern' ? [attributes['title']] : []))).toEqual([
      'bitcoin_kafka',
      'bitcoin_forecast',
      'bitcoin_evaluation',
      'bitcoin_anomalies',
    ]);
    // Without an index, each year from the first price of Yahoo on has its charts.
    expect(objects.map(({ attributes }) => attributes['title'])).toContain(
      `Monthly mean of open and close, ${new Date().getUTCFullYear()}`,
    );
  });

  test.each([
    ['another version', ['--out', 'x', '--kibana-version', '6.8'], '7.17 (for Kibana 7.17 to 8.8)', 2],
    [
      'a version for Kibana itself',
      ['--kibana', 'http://127.0.0.1:5601', '--kibana-version', '8.9'],
      '--kibana-version needs --out',
      2,
    ],
    ['no address', ['--kibana', 'kibana'], 'Expected --kibana to be an address', 2],
    ['an option of another command', ['--out', 'x', '--fresh'], "Unknown option '--fresh'", 2],
    [
      'a file that cannot be written',
      ['--out', join(tmpdir(), 'no-such-folder', 'x')],
      'Expected --out to name a file',
      1,
    ],
  ] as const)('refuses %s', async (_, args, named, exit) => {
    const { code, out, errors } = await program.run(['dashboard', ...args]);
    expect({ code, out, errors }).toEqual({ code: exit, out: '', errors: expect.stringContaining(named) });
  });

  test('rejects a login in the address, and does not print it', async () => {
    const { code, errors } = await program.run(['dashboard', '--kibana', 'http://me:wr0ng-s3cret@127.0.0.1:5601']);
    expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('KIBANA_API_KEY') });
    expect(errors).not.toContain('wr0ng-s3cret');
  });
});

describe('importing', () => {
  /** A local server that answers an import as Kibana does, and the requests that it got. */
  const importing = async (number: string, answer: { readonly status: number; readonly body: object }) => {
    const imports: Array<{ readonly path: string; readonly login: string | undefined; readonly body: string }> = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const isStatus = request.url === '/api/status';
        if (!isStatus)
          imports.push({
            path: `${request.method} ${request.url}`,
            login: request.headers.authorization,
            body: Buffer.concat(chunks).toString(),
          });
        response.writeHead(isStatus ? 200 : answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(isStatus ? { version: { number } } : answer.body));
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const kibana = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ended = await program.run(['dashboard', '--kibana', kibana], { KIBANA_API_KEY: 's3cret-key' });
    server.closeAllConnections();
    server.close();
    expect(ended.errors).not.toContain('s3cret-key');
    return { ...ended, imports };
  };

  test.each([
    ['7.17.29', '7.17'],
    ['9.5.3', '8.9'],
  ] as const)(
    'sends Kibana %s the dashboard in its format with the key, and prints how many objects it took',
    async (number, format) => {
      const { code, errors, imports } = await importing(number, {
        status: 200,
        body: { success: true, successCount: 49 },
      });
      expect({ code, errors }).toEqual({ code: 0, errors: expect.stringContaining('49 objects') });
      expect(imports).toMatchObject([
        { path: 'POST /api/saved_objects/_import?overwrite=true', login: 'ApiKey s3cret-key' },
      ]);
      const lines = imports[0]!.body.split('\n').filter((line) => line.startsWith('{'));
      checkRules(`${lines.join('\n')}\n`, format);
    },
  );

  test('ends with the reason when an object is in conflict', async () => {
    const errors = [{ type: 'dashboard', id: 'penstock-dashboard-bitcoin', error: { type: 'conflict' } }];
    const ended = await importing('9.5.3', { status: 200, body: { success: false, successCount: 48, errors } });
    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('penstock-dashboard-bitcoin: conflict') });
  });

  test('ends with an error when Kibana rejects the login', async () => {
    const ended = await importing('9.5.3', { status: 401, body: { statusCode: 401, error: 'Unauthorized' } });
    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('401') });
  });
});
