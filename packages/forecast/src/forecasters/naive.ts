import { checkOptions } from '@penstock/stream/options';
import { checkSeries } from '../series/check-series.ts';
import type { Forecaster } from '../forecaster.ts';
import { demand, fieldsOf, numberOf, savedTail } from './saved-model.ts';
import type { Tail } from './tail.ts';
import { tailOf } from './tail.ts';
import { windowModel } from './window-model.ts';
import { checkStoredVersion } from '../stored-version.ts';

const savedFormat = 'penstock-naive';
const savedVersion = 1;

/** `naive` has no options. */
export type NaiveOptions = Readonly<Record<string, never>>;

/** What a naive model saves. */
export interface SavedNaive {
  readonly format: typeof savedFormat;
  readonly version: typeof savedVersion;
  readonly tail: Tail;
}

const modelOf = (tail: Tail) =>
  windowModel<SavedNaive>(
    tail,
    { window: 1, features: [], steps: 1, quantiles: [], predict: (past) => past.slice(), fittedUntil: -Infinity },
    () => ({ format: savedFormat, version: savedVersion, tail: { ...tail, values: [...tail.values] } }),
  );

/**
 * Forecasts that the last value stays. Every other model is compared with it.
 *
 * Needs two rows, for the spacing of the forecast's times. Window 1.
 *
 * @example
 * ```ts
 * const closes = { times: Float64Array.of(0, 86_400_000), values: Float64Array.of(457.33, 424.44) };
 * const model = await naive.fit(closes);
 * model.forecast(2).mean; // Float64Array [424.44, 424.44]
 * ```
 */
export const naive: Forecaster<NaiveOptions, SavedNaive> = {
  async fit(series, options = {}) {
    checkOptions(options, {}, 'naive.fit');
    checkSeries(series, 2);
    return modelOf(tailOf(series, 1));
  },
  load(saved) {
    const { format, version, tail } = fieldsOf('its root', saved);
    demand(format === savedFormat, `format "${savedFormat}"`);
    checkStoredVersion('a saved naive model', numberOf('version', version), savedVersion);
    return modelOf(savedTail(tail, 1));
  },
};
