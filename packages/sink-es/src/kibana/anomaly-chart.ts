import { checkOptions } from '@penstock/stream/internal';
import { candleMarks } from './candle-chart.ts';
import type { CandleChartFields } from './candle-chart.ts';
import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { columnOf, vegaChart, vegaLine, vegaPanel, vegaRows } from './vega-panel.ts';

/** Options of {@link anomalyChart}. */
export interface AnomalyChartOptions<T, H> {
  readonly title: string;
  /** Field of the observed value at an anomaly. */
  readonly value: keyof T & string;
  /** Field of the severity of an anomaly, 0 to 100. */
  readonly severity: keyof T & string;
  /** Field of the expected value; the chart draws a line from it to the observed value. Default: no line. */
  readonly typical?: keyof T & string;
  /** The series with the anomalies, drawn as a line; it is often in another index. */
  readonly series?: { readonly view: DataView<H>; readonly field: keyof H & string };
  /** The series with the anomalies, drawn as candles. */
  readonly candles?: CandleChartFields<H> & { readonly view: DataView<H> };
}

/**
 * A chart of a series with a marker at each anomaly, coloured by severity.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const anomalies = dataView<{ time: number; actual: number; typical: number; severity: number }>({
 *   index: 'btc-anomalies',
 *   time: 'time',
 * });
 * const odd = anomalyChart(anomalies, {
 *   title: 'Anomalies',
 *   value: 'actual',
 *   typical: 'typical',
 *   severity: 'severity',
 *   candles: { view: prices, open: 'open', high: 'high', low: 'low', close: 'close' },
 * });
 * ```
 */
export const anomalyChart = <T, H = T>(view: DataView<T>, options: AnomalyChartOptions<T, H>): Panel => {
  const { title, value, severity, typical, series, candles } = checkOptions(
    options,
    { title: true, value: true, severity: true, typical: true, series: true, candles: true },
    'anomalyChart',
  );
  if (series !== undefined) checkOptions(series, { view: true, field: true }, 'series');
  if (candles !== undefined)
    checkOptions(candles, { view: true, open: true, high: true, low: true, close: true }, 'candles');
  const fields = [value, severity, ...(typical === undefined ? [] : [typical])];
  const x = { scale: 'x', field: 'time' };
  const color = { scale: 'severity', field: columnOf(severity) };
  const under = [
    ...(series
      ? [
          {
            name: 'series',
            view: series.view,
            fields: [series.field],
            marks: [vegaLine('series', columnOf(series.field), '#6092c0')],
          },
        ]
      : []),
    ...(candles
      ? [
          {
            name: 'candles',
            view: candles.view,
            fields: [candles.open, candles.high, candles.low, candles.close],
            marks: candleMarks('candles', candles),
          },
        ]
      : []),
  ];
  const spec = vegaChart({
    data: [
      ...under.map((layer) => vegaRows(layer.name, layer.view, layer.fields)),
      vegaRows('anomalies', view, fields),
    ],
    y: [
      ...under.map((layer) => ({ data: layer.name, fields: layer.fields.map(columnOf) })),
      { data: 'anomalies', fields: [value, ...(typical === undefined ? [] : [typical])].map(columnOf) },
    ],
    scales: [{ name: 'severity', type: 'linear', domain: [0, 100], clamp: true, range: ['#d6bf57', '#cc5642'] }],
    marks: [
      ...under.flatMap(({ marks }) => marks),
      ...(typical === undefined
        ? []
        : [
            {
              type: 'rule',
              from: { data: 'anomalies' },
              encode: {
                update: {
                  x,
                  y: { scale: 'y', field: columnOf(typical) },
                  y2: { scale: 'y', field: columnOf(value) },
                  stroke: color,
                  strokeWidth: { value: 1.5 },
                },
              },
            },
          ]),
      {
        type: 'symbol',
        from: { data: 'anomalies' },
        encode: {
          update: {
            x,
            y: { scale: 'y', field: columnOf(value) },
            size: { value: 60 },
            fill: color,
            tooltip: {
              signal: `utcFormat(datum.time, '%Y-%m-%d') + ', severity ' + format(datum.${columnOf(severity)}, '.0f')`,
            },
          },
        },
      },
    ],
  });
  return vegaPanel(
    title,
    [...under, { view, fields }].map((layer) => ({ view: layer.view, fields: layer.fields })),
    spec,
  );
};
