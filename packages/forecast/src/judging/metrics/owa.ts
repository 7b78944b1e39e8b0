import { forecastError } from '../../errors.ts';

/** What {@link owa} takes of one method: means over all series. */
export interface SmapeAndMase {
  readonly smape: number;
  readonly mase: number;
}

/**
 * Overall weighted average: the mean of sMAPE and MASE, each over that of a method to compare with. 1 is as good as
 * that method, 0 is perfect.
 *
 * Formula: the M4 competition, where the other method is Naive2 and both are means over all series. Naive2 is {@link
 * naive} with {@link deseasonalise} (multiplicative).
 *
 * @throws `PENSTOCK_METRIC_INPUT_INVALID` unless all are finite, and those of `reference` above 0.
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
    `OWA needs finite means, and those of the reference above 0; got ${JSON.stringify([method, reference])}.`,
  );
};
