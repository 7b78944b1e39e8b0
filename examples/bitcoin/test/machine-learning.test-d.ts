import type { AnomalyVerdict, Forecast, Predictions } from '@penstock/forecast';
import type { MachineLearningAnomaly, MachineLearningForecast, RegressionPredictions } from '@penstock/sink-es';
import { expectTypeOf, test } from 'vitest';

test("an anomaly of Elasticsearch's machine learning has the fields of Penstock's anomalies", () => {
  type Common =
    | 'time'
    | 'actual'
    | 'typical'
    | 'probability'
    | 'severity'
    | 'direction'
    | 'factor'
    | 'description'
    | 'kind';
  expectTypeOf<Pick<MachineLearningAnomaly, Common>>().toExtend<Pick<AnomalyVerdict, Common>>();
  // Elasticsearch does not always return bounds.
  expectTypeOf<MachineLearningAnomaly['lower' | 'upper']>().toEqualTypeOf<AnomalyVerdict['lower'] | null>();
});

test("a forecast of Elasticsearch's machine learning is a Forecast", () => {
  expectTypeOf<MachineLearningForecast>().toExtend<Forecast>();
});

test("predictions of Elasticsearch's machine learning are Predictions", () => {
  expectTypeOf<RegressionPredictions>().toEqualTypeOf<Predictions>();
});
