import type { Forecast, Model } from '../forecaster.ts';
import { pathModel } from '../model/path-model.ts';
import type { Path } from '../model/path-model.ts';
import type { TailEnd } from '../model/tail.ts';
import type { FutureFeatures } from '../series/columns.ts';
import type { FeatureSeries } from '../series/feature-series.ts';
import { headOf } from '../series/head.ts';
import { combine } from './combine.ts';
import type { Combine } from './combine.ts';

/** A fitted member of an ensemble. */
export interface Part {
  readonly name: string;
  /** 0 or more. */
  readonly weight: number;
  readonly model: Model;
}

/** The parts of a combined model. */
export interface Combination {
  readonly parts: readonly Part[];
  readonly combine: Combine;
  /** The share of the combination in the forecast. The remaining share is the forecast of `otherwise`. */
  readonly trust: number;
  readonly otherwise?: Model;
  /** The end of the training rows. */
  readonly tail: TailEnd;
}

/**
 * Returns a function that gives the known features of the rows after the first `end` rows of a series: the series' own
 * features there, then `future`. Only members with features known in advance use them.
 */
const knownAfter = ({ values, features = {} }: FeatureSeries, future: FutureFeatures | undefined) => {
  if (future === undefined && Object.keys(features).length === 0) return () => undefined;
  const columns = Object.entries(features).map(([name, column]) => {
    const more = future !== undefined && Object.hasOwn(future, name) ? Float64Array.from(future[name]!) : undefined;
    if (more === undefined) return [name, column] as const;
    const joined = new Float64Array(values.length + more.length);
    joined.set(column);
    joined.set(more, values.length);
    return [name, joined] as const;
  });
  return (end: number): FutureFeatures =>
    Object.fromEntries(
      columns.filter(([, column]) => column.length > end).map(([name, column]) => [name, column.subarray(end)]),
    );
};

/** Combines each quantile, if all forecasts have the same quantiles; else returns `undefined`. */
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

/** Combines several models, which were fitted on the same series, into one. */
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
    // Each member checks gaps itself, as its own options say.
    longestStep: Infinity,
    tail,
    afterTraining: (horizon, future) => together((model) => model.forecast(horizon, future && { future })),
    along(series, _first, { future }) {
      const knownAt = knownAfter(series, future);
      return (end, horizon) => {
        const known = knownAt(end);
        const options = { after: headOf(series, end), ...(known && { future: known }) };
        return together((model) => model.forecast(horizon, options));
      };
    },
    save,
  });
};
