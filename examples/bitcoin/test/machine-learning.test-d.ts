import type { Forecast, Predictions } from '@penstock/forecast';
import type { MachineLearningForecast, RegressionPredictions } from '@penstock/sink-es';
import { expectTypeOf, test } from 'vitest';

test("a forecast of Elasticsearch's machine learning is one of ours", () => {
  expectTypeOf<MachineLearningForecast>().toExtend<Forecast>();
});

test("predictions of Elasticsearch's machine learning are as ours", () => {
  expectTypeOf<RegressionPredictions>().toEqualTypeOf<Predictions>();
});
