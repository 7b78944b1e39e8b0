import type { estypes } from '@elastic/elasticsearch';
import type { estypes as estypes8 } from 'elasticsearch-8';
import { describe, expectTypeOf, test } from 'vitest';
import { anomalyJob, datafeed, regressionJob } from '../../src/index.ts';
import type { AnomalyJobRequest, DatafeedRequest, DetectorRequest, RegressionJobRequest } from '../../src/index.ts';

/** The property names of one type that the other type lacks. */
type Unknown<Ours, Theirs> = Exclude<keyof Ours, keyof Theirs>;

describe('the clients accept the request of', () => {
  test('a job', () => {
    expectTypeOf<AnomalyJobRequest>().toExtend<estypes.MlPutJobRequest>();
    expectTypeOf<AnomalyJobRequest>().toExtend<estypes8.MlPutJobRequest>();
    expectTypeOf<Unknown<AnomalyJobRequest, estypes.MlPutJobRequest>>().toEqualTypeOf<never>();
    expectTypeOf<Unknown<DetectorRequest, estypes.MlDetector>>().toEqualTypeOf<never>();
    expectTypeOf<Unknown<AnomalyJobRequest['analysis_config'], estypes.MlAnalysisConfig>>().toEqualTypeOf<never>();
  });

  test('a datafeed', () => {
    expectTypeOf<DatafeedRequest>().toExtend<estypes.MlPutDatafeedRequest>();
    expectTypeOf<DatafeedRequest>().toExtend<estypes8.MlPutDatafeedRequest>();
    expectTypeOf<Unknown<DatafeedRequest, estypes.MlPutDatafeedRequest>>().toEqualTypeOf<never>();
  });

  test('a regression', () => {
    expectTypeOf<RegressionJobRequest>().toExtend<estypes.MlPutDataFrameAnalyticsRequest>();
    expectTypeOf<RegressionJobRequest>().toExtend<estypes8.MlPutDataFrameAnalyticsRequest>();
    expectTypeOf<Unknown<RegressionJobRequest, estypes.MlPutDataFrameAnalyticsRequest>>().toEqualTypeOf<never>();
    expectTypeOf<
      Unknown<RegressionJobRequest['analysis']['regression'], estypes.MlDataframeAnalysisRegression>
    >().toEqualTypeOf<never>();
  });
});

test('a detector requires or refuses a field, depending on its function', () => {
  anomalyJob({ id: 'a', bucket: '1d', detectors: [{ function: 'high_mean', field: 'close', by: 'symbol' }] });
  anomalyJob({ id: 'a', bucket: '1d', detectors: [{ function: 'count' }] });
  // @ts-expect-error A mean needs a field.
  anomalyJob({ id: 'a', bucket: '1d', detectors: [{ function: 'mean' }] });
  // @ts-expect-error A count refuses a field.
  anomalyJob({ id: 'a', bucket: '1d', detectors: [{ function: 'count', field: 'close' }] });
  // @ts-expect-error The function average does not exist.
  anomalyJob({ id: 'a', bucket: '1d', detectors: [{ function: 'average', field: 'close' }] });
  // @ts-expect-error A datafeed needs an index.
  datafeed({ job: 'a' });
  // @ts-expect-error A regression needs an index for its results.
  regressionJob({ id: 'a', index: 'a', target: 'close' });
});
