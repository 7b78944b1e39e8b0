import type { FeatureSeries } from '../series/feature-series.ts';
import type { Transform } from '../transforms/transform.ts';
import type { CheckedLstmOptions } from './check-options.ts';
import { chooseTransforms, defaultWindow } from './choose-transforms.ts';

/** Options that are the same for all series of a network, after the choices that depend on the series. */
export interface SettledOptions extends CheckedLstmOptions {
  readonly transforms: readonly Transform[];
}

/** Makes the choices that depend on the rows of the series: transforms and window. */
export const settle = (options: CheckedLstmOptions, series: readonly FeatureSeries[]): SettledOptions => {
  const { transforms, season } =
    options.transforms === 'auto' ? chooseTransforms(series) : { transforms: options.transforms, season: undefined };
  const window = options.isWindowAsked ? options.shape.window : defaultWindow(season);
  return { ...options, transforms, shape: { ...options.shape, window } };
};
