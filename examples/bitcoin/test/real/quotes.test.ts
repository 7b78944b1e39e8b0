import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { buildProgram } from '../built-program.ts';
import type { Program } from '../built-program.ts';
import { serving } from './serving.ts';

let program: Program;
const broker = ['--kafka', inject('kafka').join(',')];

beforeAll(async () => {
  program = await buildProgram();
}, 60_000);

afterAll(() => program.remove());

/** Messari's answer with trailing prices unknown; the number makes it another quote. */
const answerOf = (number: number) => ({
  error: null,
  data: [
    {
      id: '1e31218a-e44e-4285-820c-8282ee222035',
      slug: 'bitcoin',
      symbol: 'BTC',
      marketData: {
        priceUsd: 17_000 + number,
        priceBtc: 1,
        priceEth: null,
        priceAt: `2023-01-10T09:00:0${number}Z`,
        volume24Hour: 1,
        ohlcv1HourUsd: null,
        ohlcv24HourUsd: null,
      },
      returnOnInvestment: { priceChange24h: 0 },
    },
  ],
});

test(
  'quotes go to their own topic until Ctrl+C, and the program reports an outage of Messari and continues',
  { timeout: 120_000 },
  async () => {
    let asked = 0;
    const keys = new Set<unknown>();
    await serving(
      (request, response) => {
        keys.add(request.headers['x-messari-api-key']);
        asked += 1;
        if (asked === 2) response.writeHead(503).end();
        else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerOf(asked)));
      },
      async (endpoint) => {
        const env = { MESSARI_ENDPOINT: endpoint, MESSARI_API_KEY: 'k3y' };
        const sent = await program.run(['produce', '--messari', '--every', '2s', ...broker], env, (child) => {
          child.stderr!.on(
            'data',
            (chunk: string | Buffer) => String(chunk).includes('17003 USD') && child.kill('SIGINT'),
          );
        });
        expect(sent).toMatchObject({ code: 0, out: '' });
        expect(sent.errors).toMatch(/17001 USD\nMessari: .*503.* Again in \d+ s\n.*17003 USD\nSent 2 records\n$/s);
        expect(sent.errors).not.toContain('k3y');
      },
    );
    expect([...keys]).toEqual(['k3y']);

    const shown = await program.run(['consume', '--messari', ...broker, '--once']);
    const lines = shown.out.trimEnd().split('\n');
    expect(lines.map((line) => /^bitcoin-quotes-\d+ offset \d+ key BTC: .*"priceUsd":(\d+)/.exec(line)?.[1])).toEqual([
      '17001',
      '17003',
    ]);

    const prices = await program.run(['consume', ...broker, '--once']);
    expect(prices).toMatchObject({ code: 0, out: expect.not.stringContaining('priceUsd') });
  },
);
