import { forecastError } from '../../errors.ts';

/** The input of {@link owa} for one method: means over all series. */
export interface SmapeAndMase {
  readonly smape: number;
  readonly mase: number;
}

/**
 * Overall weighted average: the mean of sMAPE and MASE, each divided by the value of a reference method. 1 is as good
 * as the reference, 0 is perfect.
 *
 * Formula: the M4 competition, where the reference is Naive2 and all values are means over all series. Naive2 is
 * {@link naive} with {@link deseasonalise} (multiplicative).
 *
 * @throws `PENSTOCK_METRIC_INPUT_INVALID` unless all values are finite and all values of `reference` are above 0.
 *
 * @example
 * ```ts
 * owa({ smape: 9, mase: 0.8 }, { smape: 18, mase: 1.6 }); // 0.5
 * ```
 */
export const owa = (method: SmapeAndMase, reference: SmapeAndMase): number => {
  const result = (method.smape / reference.smape + method.mase / reference.mase) / 2;
  if (Number.isFinite(result) && reference.smape > 0 && reference.mase > 0) return result;
  throw forecastError(
    'PENSTOCK_METRIC_INPUT_INVALID',
    `OWA needs finite numbers, above 0 for the reference; got ${JSON.stringify([method, reference])}.`,
  );
};
