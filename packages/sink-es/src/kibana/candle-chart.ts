import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { columnOf, vegaChart, vegaPanel, vegaRows } from './vega-panel.ts';

/** What {@link candleChart} shows. */
export interface CandleChartOptions<T> {
  readonly title: string;
  readonly open: keyof T & string;
  readonly high: keyof T & string;
  readonly low: keyof T & string;
  readonly close: keyof T & string;
}

/**
 * A chart of candles, green where the close is not below the open, up to 10,000 in the range of time that is looked at.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const days = candleChart(prices, { title: 'Candles', open: 'open', high: 'high', low: 'low', close: 'close' });
 * ```
 */
export const candleChart = <T>(view: DataView<T>, { title, open, high, low, close }: CandleChartOptions<T>): Panel => {
  const fields = [open, high, low, close];
  const color = { signal: `datum.${columnOf(close)} >= datum.${columnOf(open)} ? '#209280' : '#cc5642'` };
  const x = { scale: 'x', field: 'time' };
  const spec = vegaChart({
    data: [vegaRows('candles', view, fields)],
    y: [{ data: 'candles', fields: [columnOf(high), columnOf(low)] }],
    marks: [
      {
        type: 'rule',
        from: { data: 'candles' },
        encode: { update: { x, y: { scale: 'y', field: columnOf(low) }, y2: { scale: 'y', field: columnOf(high) }, stroke: color } },
      },
      {
        type: 'rect',
        from: { data: 'candles' },
        encode: {
          update: {
            xc: x,
            width: { signal: "max(1, 0.7 * width / max(1, length(data('candles'))))" },
            y: { scale: 'y', field: columnOf(open) },
            y2: { scale: 'y', field: columnOf(close) },
            fill: color,
            stroke: color,
          },
        },
      },
    ],
  });
  return vegaPanel(title, [{ view, fields }], spec);
};
