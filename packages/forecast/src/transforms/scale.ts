import { checkOptions } from '@penstock/stream/internal';
import { forecastError } from '../errors.ts';
import { fitScaler } from '../series/scaler.ts';
import type { Scaler, Scaling } from '../series/scaler.ts';
import { pointwise } from './pointwise.ts';
import type { FittedTransform, Transform } from './transform.ts';

/** Options of {@link scale}; all optional. */
export interface ScaleOptions {
  /** `minMax` scales to the range 0 to 1, `standard` to mean 0 and standard deviation 1. Default `standard`. */
  readonly scaling?: Scaling;
  /**
   * The rows that the scale is fitted on: `training` fits it once on the training rows, `window` on the rows that each
   * forecast uses. A model that scales by window can forecast series of any level. Default `training`.
   */
  readonly by?: 'training' | 'window';
}

/** The fitted form of {@link scale} by training rows. */
export const fittedScale = ({ offset, scale: by }: Scaler): FittedTransform => ({
  ...pointwise({ forward: (value) => (value - offset) / by, backward: (value) => value * by + offset }),
  learns: true,
  save: () => ({ name: 'scale', offset, scale: by }),
});

/** The scaler of one window. For a window that does not vary, the scale is 1. */
const windowScaler = (scaling: Scaling, rows: Float64Array): Scaler => {
  let [low, high, sum] = [Infinity, -Infinity, 0];
  for (const value of rows) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  if (scaling === 'minMax') return { offset: low, scale: high - low || 1 };
  const offset = sum / rows.length;
  const variance = rows.reduce((squares, value) => squares + (value - offset) ** 2, 0) / rows.length;
  return { offset, scale: high > low ? Math.sqrt(variance) : 1 };
};

/** The fitted form of {@link scale} by window. */
export const fittedWindowScale = (scaling: Scaling): FittedTransform => {
  const backward = (past: Float64Array, predicted: Float64Array): Float64Array => {
    const { offset, scale: by } = windowScaler(scaling, past);
    return predicted.map((value) => value * by + offset);
  };
  return {
    lookback: 0,
    learns: false,
    byWindow: true,
    forward(rows) {
      const { offset, scale: by } = windowScaler(scaling, rows);
      return rows.map((value) => (value - offset) / by);
    },
    ahead(past, future) {
      const { offset, scale: by } = windowScaler(scaling, past);
      return future.map((value) => (value - offset) / by);
    },
    backward,
    backwardBand: backward,
    save: () => ({ name: 'scaleByWindow', scaling }),
  };
};

/**
 * Scales linearly, by the training rows or by each window.
 *
 * @throws `PENSTOCK_BAD_OPTION`. At `fit`: `PENSTOCK_SERIES_CONSTANT` if it scales by training rows and they do not
 * vary.
 *
 * @example
 * ```ts
 * const model = await theta.fit(closes, { transforms: [log(), scale({ by: 'window' })] });
 * ```
 */
export const scale = (options: ScaleOptions = {}): Transform => {
  const { scaling = 'standard', by = 'training' } = checkOptions(options, { scaling: true, by: true }, 'scale');
  if ((scaling !== 'minMax' && scaling !== 'standard') || (by !== 'training' && by !== 'window')) {
    throw forecastError(
      'PENSTOCK_BAD_OPTION',
      `scale takes scaling "minMax" or "standard" and by "training" or "window"; got "${String(scaling)}" and ` +
        `"${String(by)}".`,
    );
  }
  return {
    name: 'scale',
    fit: (rows) => (by === 'window' ? fittedWindowScale(scaling) : fittedScale(fitScaler(scaling, rows))),
  };
};
