import { drawVega } from '@penstock/kibana-rules';
import { deliver, run } from '@penstock/stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureIndex, mapping, toElasticsearch } from '../../src/index.ts';
import { bitcoinBoard } from '../kibana/bitcoin-board.ts';
import type { Anomaly, Forecast, Price } from '../kibana/bitcoin-board.ts';
import { askServer, freshIndex, pairs } from './servers.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2022, 0, 1);
const price = (n: number): number => 100 + 20 * Math.sin(n / 9);
const prices = Array.from({ length: 60 }, (_, n): Price => ({
  Date: new Date(start + n * dayMs).toISOString().slice(0, 10),
  Open: price(n),
  High: price(n) + 3,
  Low: price(n) - 3,
  Close: price(n + 1),
  'Adj Close': price(n + 1),
}));
const forecasts = Array.from({ length: 7 }, (_, n): Forecast => ({
  time: start + (60 + n) * dayMs,
  mean: price(60 + n),
  'lower.95': price(60 + n) - n,
  'upper.95': price(60 + n) + n,
  'lower.80': price(60 + n) - n / 2,
  'upper.80': price(60 + n) + n / 2,
}));
const anomalies = [12, 40].map((n): Anomaly => ({
  time: start + n * dayMs,
  day: prices[n]!.Date,
  actual: price(n),
  typical: price(n) + 9,
  severity: n * 2,
}));

for (const { name, server, open } of pairs.filter(({ isFull }) => isFull)) {
  describe(`a dashboard over ${name}`, () => {
    const client = open();
    const prefix = freshIndex();
    const board = bitcoinBoard(prefix);

    beforeAll(async () => {
      await ensureIndex(client, {
        index: `${prefix}-prices`,
        mapping: mapping<Price>({
          Date: 'date',
          Open: 'double',
          High: 'double',
          Low: 'double',
          Close: 'double',
          'Adj Close': 'double',
        }),
      });
      await ensureIndex(client, {
        index: `${prefix}-forecasts`,
        mapping: mapping<Forecast>({
          time: 'date',
          mean: 'double',
          'lower.95': 'double',
          'upper.95': 'double',
          'lower.80': 'double',
          'upper.80': 'double',
        }),
      });
      await ensureIndex(client, {
        index: `${prefix}-anomalies`,
        mapping: mapping<Anomaly>({
          time: 'date',
          day: 'keyword',
          actual: 'double',
          typical: 'double',
          severity: 'double',
        }),
      });
      await run(deliver(prices), toElasticsearch<Price>(client, { index: `${prefix}-prices` }));
      await run(deliver(forecasts), toElasticsearch<Forecast>(client, { index: `${prefix}-forecasts` }));
      await run(deliver(anomalies), toElasticsearch<Anomaly>(client, { index: `${prefix}-anomalies` }));
      await askServer(server, 'POST', `/${prefix}-*/_refresh`);
    });
    afterAll(async () => {
      await askServer(
        server,
        'DELETE',
        ['prices', 'forecasts', 'anomalies']
          .map((part) => `${prefix}-${part}`)
          .join(',')
          .replace(/^/, '/'),
      );
      await client.close();
    });

    test('names only fields of the index, with suitable types', async () => {
      for (const { reads } of board.panels) {
        for (const { view, fields } of reads) {
          const caps = await askServer<{ fields: Record<string, object> }>(
            server,
            'GET',
            `/${view.index}/_field_caps?fields=*`,
          );
          expect(Object.keys(caps.fields[view.time]!)).toEqual(['date']);
          for (const field of fields)
            expect(Object.keys(caps.fields[field] ?? {}), field).toEqual([field === 'day' ? 'keyword' : 'double']);
        }
      }
    });

    const vega = board.panels.filter(({ type }) => type === 'visualization');
    // The number of marks that the picture must have, by Vega's name. A candle has a rule and a rectangle per day.
    const marks: Record<string, Record<string, number>> = {
      Candles: { 'mark-rule': 60, 'mark-rect': 60 },
      Forecast: { 'mark-area': 2, 'mark-line': 2 },
      Anomalies: { 'mark-line': 1, 'mark-symbol': 2 },
      'Anomalies on candles': { 'mark-rule': 60 + 2, 'mark-rect': 60, 'mark-symbol': 2 },
    };

    test.each(vega)('draws $title from the documents', async ({ title, toSavedObject }) => {
      const { svg, marks: drawn } = await drawVega(toSavedObject('8.9'), (index, body) =>
        askServer(server, 'POST', `/${encodeURIComponent(index)}/_search`, body),
      );
      expect(svg).not.toMatch(/NaN|undefined/);
      expect(drawn).toEqual(marks[title]);
    });
  });
}
