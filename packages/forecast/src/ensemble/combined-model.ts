import type { Forecast, Model } from '../forecaster.ts';
import { pathModel } from '../model/path-model.ts';
import type { Path } from '../model/path-model.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { combine } from './combine.ts';
import type { Combine } from './combine.ts';

/** A fitted member of an ensemble. */
export interface Part {
  readonly name: string;
  /** Of 0 and more. */
  readonly weight: number;
  readonly model: Model;
}

/** What a combined model is made of. */
export interface Combination {
  readonly parts: readonly Part[];
  readonly combine: Combine;
  /** How much of the forecast is the combination; what is left to 1 is `otherwise`. */
  readonly trust: number;
  readonly otherwise?: Model;
  /** Time of the last training row, and the median step of the training rows. */
  readonly tail: { readonly time: number; readonly step: number };
}

/** The rows before `end`, without a copy. */
const head = ({ times, values, features }: FeatureSeries, end: number): FeatureSeries => ({
  times: times.subarray(0, end),
  values: values.subarray(0, end),
  ...(features && {
    features: Object.fromEntries(Object.entries(features).map(([name, column]) => [name, column.subarray(0, end)])),
  }),
});

/** Quantiles that all forecasts tell, combined one by one; none where they do not tell the same. */
const quantilesOf = (forecasts: readonly Forecast[], how: Combine, weights: readonly number[]) => {
  const [first, ...others] = forecasts.map(({ quantiles }) => quantiles);
  const same = others.every(
    (other) => other?.length === first?.length && other?.every(({ quantile }, i) => quantile === first![i]!.quantile),
  );
  if (first === undefined || !same) return undefined;
  return first.map(({ quantile }, i) => ({
    quantile,
    values: combine(
      how,
      forecasts.map(({ quantiles }) => quantiles![i]!.values),
      weights,
    ),
  }));
};

/** Makes one model of several that were fitted on the same series. */
export const combinedModel = <Saved>(
  { parts, combine: how, trust, otherwise, tail }: Combination,
  save: () => Saved,
): Model<Saved> => {
  const used = parts.filter(({ weight }) => weight > 0 && trust > 0);
  const models = [...used.map(({ model }) => model), ...(otherwise && trust < 1 ? [otherwise] : [])];
  const weights = used.map(({ weight }) => weight);

  const together = (forecastOf: (model: Model) => Forecast): Path => {
    const forecasts = used.map(({ model }) => forecastOf(model));
    const base = otherwise && trust < 1 ? forecastOf(otherwise).mean : undefined;
    if (forecasts.length === 0) return { mean: base! };
    const mean = combine(
      how,
      forecasts.map((forecast) => forecast.mean),
      weights,
    );
    if (base !== undefined) return { mean: mean.map((value, step) => trust * value + (1 - trust) * base[step]!) };
    const quantiles = quantilesOf(forecasts, how, weights);
    return quantiles === undefined ? { mean } : { mean, quantiles };
  };

  return pathModel<Saved>({
    window: Math.max(...models.map(({ window }) => window)),
    fittedUntil: Math.max(...models.map(({ fittedUntil }) => fittedUntil)),
    // Each member looks at gaps itself, as it was told to.
    longestStep: Infinity,
    tail,
    afterTraining: (horizon) => together((model) => model.forecast(horizon)),
    along: (series) => (end, horizon) => {
      const after = head(series, end);
      return together((model) => model.forecast(horizon, { after }));
    },
    save,
  });
};
