import { checkOptions } from '@penstock/stream/internal';
import type { DataView } from './data-view.ts';
import type { Panel } from './panel.ts';
import { columnOf, vegaChart, vegaLine, vegaPanel, vegaRows } from './vega-panel.ts';

/** Options of {@link forecastChart}. */
export interface ForecastChartOptions<T, H> {
  readonly title: string;
  /** Field of the forecast. */
  readonly value: keyof T & string;
  /** Fields of the bands around the forecast, the widest band first. Each is drawn over the bands before it. */
  readonly bands: ReadonlyArray<{ readonly lower: keyof T & string; readonly upper: keyof T & string }>;
  /** The observed values before the forecast; they are often in another index. */
  readonly history?: { readonly view: DataView<H>; readonly field: keyof H & string };
}

/**
 * A chart of a forecast with its bands, after the observed values.
 *
 * @example
 * ```ts
 * const prices = dataView<Candle>({ index: 'btc-usd', time: 'time' });
 * const forecasts = dataView<{ time: number; mean: number; lower95: number; upper95: number }>({
 *   index: 'btc-forecasts',
 *   time: 'time',
 * });
 * const next = forecastChart(forecasts, {
 *   title: 'Forecast',
 *   value: 'mean',
 *   bands: [{ lower: 'lower95', upper: 'upper95' }],
 *   history: { view: prices, field: 'close' },
 * });
 * ```
 */
export const forecastChart = <T, H = T>(view: DataView<T>, options: ForecastChartOptions<T, H>): Panel => {
  const { title, value, bands, history } = checkOptions(
    options,
    { title: true, value: true, bands: true, history: true },
    'forecastChart',
  );
  for (const band of bands) checkOptions(band, { lower: true, upper: true }, 'bands');
  if (history !== undefined) checkOptions(history, { view: true, field: true }, 'history');
  const fields = [value, ...bands.flatMap(({ lower, upper }) => [lower, upper])];
  const spec = vegaChart({
    data: [
      vegaRows('forecast', view, fields),
      ...(history ? [vegaRows('history', history.view, [history.field])] : []),
    ],
    y: [
      { data: 'forecast', fields: fields.map(columnOf) },
      ...(history ? [{ data: 'history', fields: [columnOf(history.field)] }] : []),
    ],
    marks: [
      ...bands.map(({ lower, upper }) => ({
        type: 'area',
        from: { data: 'forecast' },
        encode: {
          update: {
            x: { scale: 'x', field: 'time' },
            y: { scale: 'y', field: columnOf(lower) },
            y2: { scale: 'y', field: columnOf(upper) },
            fill: { value: '#da8b45' },
            fillOpacity: { value: 0.25 },
          },
        },
      })),
      ...(history ? [vegaLine('history', columnOf(history.field), '#6092c0')] : []),
      vegaLine('forecast', columnOf(value), '#da8b45'),
    ],
  });
  return vegaPanel(
    title,
    [{ view, fields }, ...(history ? [{ view: history.view, fields: [history.field] }] : [])],
    spec,
  );
};
