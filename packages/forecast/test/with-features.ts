import type { FeatureSeries, Forecaster } from '../src/index.ts';

/** A series with two features that come of its past rows alone, so that what they change is a row's own doing. */
export const withFeatures = (series: FeatureSeries): FeatureSeries => ({
  ...series,
  features: {
    ...series.features,
    change: series.values.map((value, i) => value - (series.values[i - 1] ?? value)),
    weekday: series.values.map((_, i) => i % 7),
  },
});

/** The forecaster, which is handed every series with features. */
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
