import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { columnOf, vegaChart, vegaLine, vegaPanel, vegaRows } from './vega-panel.ts';

/** What {@link anomalyChart} shows. */
export interface AnomalyChartOptions<T, H> {
  readonly title: string;
  /** The value at an anomaly. */
  readonly value: keyof T & string;
  /** How grave it is, 0 to 100. */
  readonly severity: keyof T & string;
  /** The series that the anomalies are of, often in another index. */
  readonly series?: { readonly view: DataView<H>; readonly field: keyof H & string };
}

/**
 * A chart of a series with a marker at each anomaly, coloured by severity.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const anomalies = dataView<{ time: number; actual: number; severity: number }>({ index: 'btc-anomalies', time: 'time' });
 * const odd = anomalyChart(anomalies, { title: 'Anomalies', value: 'actual', severity: 'severity', series: { view: prices, field: 'close' } });
 * ```
 */
export const anomalyChart = <T, H = T>(view: DataView<T>, { title, value, severity, series }: AnomalyChartOptions<T, H>): Panel => {
  const fields = [value, severity];
  const spec = vegaChart({
    data: [...(series ? [vegaRows('series', series.view, [series.field])] : []), vegaRows('anomalies', view, fields)],
    y: [...(series ? [{ data: 'series', fields: [columnOf(series.field)] }] : []), { data: 'anomalies', fields: [columnOf(value)] }],
    scales: [{ name: 'severity', type: 'linear', domain: [0, 100], clamp: true, range: ['#d6bf57', '#cc5642'] }],
    marks: [
      ...(series ? [vegaLine('series', columnOf(series.field), '#6092c0')] : []),
      {
        type: 'symbol',
        from: { data: 'anomalies' },
        encode: {
          update: {
            x: { scale: 'x', field: 'time' },
            y: { scale: 'y', field: columnOf(value) },
            size: { value: 60 },
            fill: { scale: 'severity', field: columnOf(severity) },
            tooltip: { signal: `utcFormat(datum.time, '%Y-%m-%d') + ', severity ' + format(datum.${columnOf(severity)}, '.0f')` },
          },
        },
      },
    ],
  });
  return vegaPanel(title, [...(series ? [{ view: series.view, fields: [series.field] }] : []), { view, fields }], spec);
};
