import type { FeatureSeries, Forecaster } from '../src/index.ts';

/** Adds two features to a series. Both depend on the row itself and on earlier rows only, never on later rows. */
export const withFeatures = (series: FeatureSeries): FeatureSeries => ({
  ...series,
  features: {
    ...series.features,
    change: series.values.map((value, i) => value - (series.values[i - 1] ?? value)),
    weekday: series.values.map((_, i) => i % 7),
  },
});

/** A forecaster that passes every series to `forecaster` with features added. */
export const fedFeatures = <Options, Saved>(forecaster: Forecaster<Options, Saved>): Forecaster<Options, Saved> => {
  const fed = (model: ReturnType<typeof forecaster.load>): typeof model => ({
    ...model,
    forecast: (horizon, { after, ...rest } = {}) =>
      model.forecast(horizon, after === undefined ? rest : { ...rest, after: withFeatures(after) }),
    predictions: (series, options) => model.predictions(withFeatures(series), options),
  });
  return {
    fit: async (series, options) => fed(await forecaster.fit(withFeatures(series), options)),
    load: (saved) => fed(forecaster.load(saved)),
  };
};
