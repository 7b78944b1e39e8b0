import type { FlowOperator } from '@penstock/stream';
import { flowOperator } from '@penstock/stream/operator';
import type { FlowForecast } from './flow-forecast.ts';
import { ForecastSubscriber } from './forecast-subscriber.ts';
import { forecastSettings } from './options.ts';
import type { ForecastEveryOptions } from './options.ts';

/**
 * Keeps the latest rows of each key, fits a model of them, and emits a forecast at the first record of each span
 * `every` of event time, as a delivery of its own with the id `name/lane/key/time`.
 *
 * - A record is acknowledged once its row is in the operator's state, which is stored with the commit. A row of the
 *   time of the latest row takes its place; an earlier one is counted as late and left out.
 * - Models are fitted beside the stream, which goes on with the old model; `swap` says when the new one takes over.
 *   A forecaster that trains in a worker, as `lstm` does, does not block the event loop.
 * - Memory is bounded by `history` rows a key, as many again while it is fitted, and the source's `maxInFlight`.
 * - After a restart the rows, the model and an unfinished fit come back from the state of the flow. Forecasts that are
 *   made again have the same ids and, unless `swap` is `'ready'`, the same values.
 * - Once it has ended, a source waits up to its `drainTimeout` for records that wait for a model: set it above the time
 *   of a fit.
 * - Rows can make a fit fail: too few of them, constant ones, a gap, a training that diverged. Then `onOutcome` is
 *   called, the old model stays, `staleSince` of its forecasts says so, and the next fit that is due tries again. Where
 *   there is no model yet, the next forecast that is due tries again. A forecast that fails by its rows is left out,
 *   and `onOutcome` is called. Any other error fails the flow.
 *
 * @throws `PENSTOCK_BAD_OPTION` at once. Rejects records without a time (`PENSTOCK_TIME_MISSING`), with a value that is
 * not finite (`PENSTOCK_SERIES_INVALID`), or of one key too many (`PENSTOCK_TOO_MANY_KEYS`).
 *
 * @example
 * ```ts
 * import { lstm } from '@penstock/forecast';
 * import { forecastEvery } from '@penstock/forecast/flow';
 *
 * const weekAhead = deliver(candles, { key: () => 'BTC-USD', time: ({ time }) => time }).pipe(
 *   forecastEvery({
 *     forecaster: lstm,
 *     fit: (rows, signal) => lstm.fit(rows, { window: 15, epochs: 50, signal }),
 *     value: ({ close }) => close,
 *     every: '1d',
 *     horizon: 7,
 *     refit: { every: '1w', drift: true },
 *   }),
 *   mapValue(({ key, time, forecast }) => ({ key, time, days: Array.from(forecast.mean) })),
 * );
 * ```
 */
export const forecastEvery = <T>(options: ForecastEveryOptions<T>): FlowOperator<T, FlowForecast> => {
  const settings = forecastSettings(options);
  return flowOperator((out) => new ForecastSubscriber(out, settings));
};
