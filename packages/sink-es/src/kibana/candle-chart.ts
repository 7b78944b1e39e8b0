import { checkOptions } from '@penstock/stream/internal';
import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { columnOf, vegaChart, vegaPanel, vegaRows } from './vega-panel.ts';

/** Names of the fields of a candle. */
export interface CandleChartFields<T> {
  readonly open: keyof T & string;
  readonly high: keyof T & string;
  readonly low: keyof T & string;
  readonly close: keyof T & string;
}

/** Options of {@link candleChart}. */
export interface CandleChartOptions<T> extends CandleChartFields<T> {
  readonly title: string;
}

/** Draws one candle per row of `data`: a line from low to high, and a rectangle from open to close. */
export const candleMarks = <T>(data: string, { open, high, low, close }: CandleChartFields<T>): readonly object[] => {
  const color = { signal: `datum.${columnOf(close)} >= datum.${columnOf(open)} ? '#209280' : '#cc5642'` };
  const x = { scale: 'x', field: 'time' };
  return [
    {
      type: 'rule',
      from: { data },
      encode: {
        update: {
          x,
          y: { scale: 'y', field: columnOf(low) },
          y2: { scale: 'y', field: columnOf(high) },
          stroke: color,
        },
      },
    },
    {
      type: 'rect',
      from: { data },
      encode: {
        update: {
          xc: x,
          width: { signal: `max(1, 0.7 * width / max(1, length(data('${data}'))))` },
          y: { scale: 'y', field: columnOf(open) },
          y2: { scale: 'y', field: columnOf(close) },
          fill: color,
          stroke: color,
        },
      },
    },
  ];
};

/**
 * A candlestick chart. A candle is green if its close is not below its open, else red. The chart shows up to 10,000
 * candles of the dashboard's time range.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const days = candleChart(prices, { title: 'Candles', open: 'open', high: 'high', low: 'low', close: 'close' });
 * ```
 */
export const candleChart = <T>(view: DataView<T>, options: CandleChartOptions<T>): Panel => {
  const { title, ...candle } = checkOptions(
    options,
    { title: true, open: true, high: true, low: true, close: true },
    'candleChart',
  );
  const { open, high, low, close } = candle;
  const fields = [open, high, low, close];
  const spec = vegaChart({
    data: [vegaRows('candles', view, fields)],
    y: [{ data: 'candles', fields: [columnOf(high), columnOf(low)] }],
    marks: candleMarks('candles', candle),
  });
  return vegaPanel(title, [{ view, fields }], spec);
};
