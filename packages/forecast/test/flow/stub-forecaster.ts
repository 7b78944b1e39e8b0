import type { Series } from '@penstock/stream';
import type { Forecaster } from '../../src/index.ts';

interface Saved {
  readonly mean: number;
  readonly until: number;
}

export interface StubOptions {
  readonly signal?: AbortSignal;
}

const modelOf = (saved: Saved) => ({
  window: 1,
  fittedUntil: saved.until,
  forecast: (horizon: number, { after }: { after?: Series } = {}) => ({
    times: Float64Array.from({ length: horizon }, (_, i) => after!.times.at(-1)! + i + 1),
    mean: new Float64Array(horizon).fill(saved.mean),
  }),
  predictions: () => {
    throw new Error('of no use here');
  },
  save: () => ({ ...saved }),
});

/** Forecasts the mean of the rows that it was fitted on. The fit ends when `work` resolves. */
export const meanForecaster = (
  work: (series: Series, options: StubOptions) => Promise<unknown> = async () => undefined,
): Forecaster<StubOptions, Saved> => ({
  async fit(series, options = {}) {
    const { values, times } = { values: series.values.slice(), times: series.times.slice() };
    await work(series, options);
    return modelOf({
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      until: times.at(-1)!,
    });
  },
  load: (saved) => modelOf(saved as Saved),
});
