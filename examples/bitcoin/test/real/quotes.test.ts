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

/**
 * Messari's answer in the shape that nests the asset, with trailing prices unknown; the number makes it another quote.
 */
const answerOf = (number: number) => ({
  status: { elapsed: 1, timestamp: `2023-01-10T09:00:0${number}.5Z` },
  data: {
    Asset: { id: '1e31218a-e44e-4285-820c-8282ee222035', symbol: 'BTC', name: 'Bitcoin', slug: 'bitcoin' },
    market_data: {
      price_usd: 17_000 + number,
      price_btc: 1,
      price_eth: null,
      volume_last_24_hours: 1,
      real_volume_last_24_hours: 1,
      volume_last_24_hours_overstatement_multiple: 1,
      percent_change_usd_last_24_hours: 0,
      percent_change_btc_last_24_hours: 0,
      percent_change_eth_last_24_hours: 0,
      ohlcv_last_1_hour: null,
      ohlcv_last_24_hour: null,
      last_trade_at: null,
    },
  },
});

test(
  'quotes go to a topic of their own until Ctrl+C, past an outage of Messari that is told',
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
        const sent = await program.run(['produce', '--messari', ...broker], env, (child) => {
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
