import { deliver, run } from '@penstock/stream';
import { parse, type Spec, View } from 'vega';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureIndex, mapping, toElasticsearch } from '../../src/index.ts';
import { type Anomaly, bitcoinBoard, type Forecast, type Price } from '../kibana/bitcoin-board.ts';
import { askServer, freshIndex, pairs } from './servers.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2022, 0, 1);
const price = (n: number): number => 100 + 20 * Math.sin(n / 9);
const prices = Array.from({ length: 60 }, (_, n): Price => ({ Date: new Date(start + n * dayMs).toISOString().slice(0, 10), Open: price(n), High: price(n) + 3, Low: price(n) - 3, Close: price(n + 1), 'Adj Close': price(n + 1) }));
const forecasts = Array.from({ length: 7 }, (_, n): Forecast => ({ time: start + (60 + n) * dayMs, mean: price(60 + n), 'lower.95': price(60 + n) - n, 'upper.95': price(60 + n) + n }));
const anomalies = [12, 40].map((n): Anomaly => ({ time: start + n * dayMs, actual: price(n), severity: n * 2 }));

interface KibanaData {
  readonly name: string;
  readonly url: { readonly index: string; readonly body: object };
}

for (const { name, server, open } of pairs.filter(({ isFull }) => isFull)) {
  describe(`a dashboard over ${name}`, () => {
    const client = open();
    const prefix = freshIndex();
    const board = bitcoinBoard(prefix);

    beforeAll(async () => {
      await ensureIndex(client, { index: `${prefix}-prices`, mapping: mapping<Price>({ Date: 'date', Open: 'double', High: 'double', Low: 'double', Close: 'double', 'Adj Close': 'double' }) });
      await ensureIndex(client, { index: `${prefix}-forecasts`, mapping: mapping<Forecast>({ time: 'date', mean: 'double', 'lower.95': 'double', 'upper.95': 'double' }) });
      await ensureIndex(client, { index: `${prefix}-anomalies`, mapping: mapping<Anomaly>({ time: 'date', actual: 'double', severity: 'double' }) });
      await run(deliver(prices), toElasticsearch<Price>(client, { index: `${prefix}-prices` }));
      await run(deliver(forecasts), toElasticsearch<Forecast>(client, { index: `${prefix}-forecasts` }));
      await run(deliver(anomalies), toElasticsearch<Anomaly>(client, { index: `${prefix}-anomalies` }));
      await askServer(server, 'POST', `/${prefix}-*/_refresh`);
    });
    afterAll(async () => {
      await askServer(server, 'DELETE', ['prices', 'forecasts', 'anomalies'].map((part) => `${prefix}-${part}`).join(',').replace(/^/, '/'));
      await client.close();
    });

    test('names only fields that the index has, of a type that fits', async () => {
      for (const { reads } of board.panels) {
        for (const { view, fields } of reads) {
          const caps = await askServer<{ fields: Record<string, object> }>(server, 'GET', `/${view.index}/_field_caps?fields=*`);
          expect(Object.keys(caps.fields[view.time]!)).toEqual(['date']);
          for (const field of fields) expect(Object.keys(caps.fields[field] ?? {}), field).toEqual(['double']);
        }
      }
    });

    const vega = board.panels.filter(({ type }) => type === 'visualization');
    // Marks that the picture must have, by their Vega name: candles have a rule and a rectangle for each day.
    const marks: Record<string, Record<string, number>> = { Candles: { 'mark-rule': 60, 'mark-rect': 60 }, Forecast: { 'mark-area': 1, 'mark-line': 2 }, Anomalies: { 'mark-line': 1, 'mark-symbol': 2 } };

    test.each(vega)('draws $title from the documents', async ({ title, toSavedObject }) => {
      const visState = JSON.parse(toSavedObject('8.9').attributes['visState'] as string) as { params: { spec: string } };
      const spec = JSON.parse(visState.params.spec) as { data: KibanaData[] };
      // What Kibana does: it runs the search that `url` has and puts the answer in its place.
      const data = await Promise.all(
        spec.data.map(async ({ url, ...rest }) => ({ ...rest, values: await askServer(server, 'POST', `/${encodeURIComponent(url.index)}/_search`, url.body) })),
      );
      const view = new View(parse({ ...spec, data, width: 600, height: 300 } as unknown as Spec), { renderer: 'none' });
      const svg = await view.toSVG();
      view.finalize();
      expect(svg).not.toMatch(/NaN|undefined/);
      const groups = svg.split('<g class="').map((group) => group.split('</g>')[0]!);
      for (const [mark, count] of Object.entries(marks[title]!)) {
        const paths = groups
          .filter((group) => group.startsWith(`${mark} role-mark`))
          .map((group) => (group.match(/<(path|line) /g) ?? []).length)
          .reduce((sum, one) => sum + one, 0);
        expect(paths, mark).toBe(count);
      }
    });
  });
}
