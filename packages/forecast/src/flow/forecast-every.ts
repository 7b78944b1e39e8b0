import type { FlowOperator } from '@penstock/stream';
import { flowOperator } from '@penstock/stream/internal/rxjs';
import type { FlowForecast } from './flow-forecast.ts';
import { ForecastSubscriber } from './forecast-subscriber.ts';
import { forecastSettings } from './options.ts';
import type { ForecastEveryOptions } from './options.ts';

/**
 * Keeps the latest rows of each key, fits a model to them, and emits a forecast at the first record of each span
 * `every` of event time. A forecast is a new delivery with the id `name/lane/key/time`.
 *
 * - A record is acknowledged when its row is in the operator's state, which is stored with the commit. A row with the
 *   time of the latest row replaces it; an earlier row is counted as late and dropped.
 * - Models are fitted while the stream continues with the old model. `swap` decides when the new one takes over. A
 *   forecaster that trains in a worker, as `lstm` does, does not block the event loop.
 * - Memory is bounded by `history` rows for each key, the same number again during a fit, and the source's
 *   `maxInFlight`.
 * - After a restart, the rows, the model and an unfinished fit are restored from the state of the flow. Forecasts that
 *   are made again have the same ids and, unless `swap` is `'ready'`, the same values.
 * - After its end, a source waits up to its `drainTimeout` for records that wait for a model. Set it longer than a fit
 *   takes.
 * - A fit fails if its rows are too few, constant or have a gap, or if the training diverges. Then `onOutcome` is
 *   called, the old model stays in use, its forecasts have `staleSince` set, and the next due fit tries again. If there
 *   is no model yet, the next due forecast tries again. A forecast that fails because of its rows is skipped, and
 *   `onOutcome` is called. Any other error fails the flow.
 *
 * @throws `PENSTOCK_BAD_OPTION`, before the flow starts. Rejects records without a time (`PENSTOCK_TIME_MISSING`), with
 * a value that is not finite (`PENSTOCK_SERIES_INVALID`), or of a key beyond `maxKeys` (`PENSTOCK_TOO_MANY_KEYS`).
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
