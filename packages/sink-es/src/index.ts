export type { ElasticsearchErrorCode } from './errors.ts';
export type { ClientRequest, ClientRequestOptions, ElasticsearchClient } from './connection/client.ts';
export { toElasticsearch } from './bulk/to-elasticsearch.ts';
export type { ElasticsearchSink } from './bulk/to-elasticsearch.ts';
export type { BulkCounts } from './bulk/counts.ts';
export type {
  OffsetOrigin,
  OpType,
  PerRecord,
  RetryReport,
  ToElasticsearchOptions,
  UpdateScript,
} from './bulk/options.ts';
export { ensureIndex } from './indices/ensure-index.ts';
export { ensureDataStream } from './indices/ensure-data-stream.ts';
export { ensureTemplate } from './indices/ensure-template.ts';
export { mapping } from './indices/mapping.ts';
export { MappingConflictError } from './indices/mapping-conflict-error.ts';
export { reindexInto } from './reindex-into.ts';
export type { EnsuredDataStream, EnsureDataStreamOptions } from './indices/ensure-data-stream.ts';
export type { EnsuredTemplate, EnsureTemplateOptions } from './indices/ensure-template.ts';
export type { Reindexed, ReindexIntoOptions } from './reindex-into.ts';
export type { EnsuredIndex, EnsureIndexOptions } from './indices/ensure-index.ts';
export type { Field, FieldDefinition, FieldParameters, IndexMapping } from './indices/mapping.ts';
export type { FieldConflict } from './indices/mapping-conflict-error.ts';
export type { IndexSettings } from './indices/settings.ts';
export { readCandles } from './reading/read-candles.ts';
export { readSeries } from './reading/read-series.ts';
export type { CandleFields, ReadCandlesOptions } from './reading/read-candles.ts';
export type { ReadOptions } from './reading/read-options.ts';
export type { ReadSeriesOptions } from './reading/read-series.ts';
export type { BucketAggregate } from './reading/aggregate.ts';
export type { TimeUnit } from './reading/time-unit.ts';
export { anomalyChart } from './kibana/anomaly-chart.ts';
export { candleChart } from './kibana/candle-chart.ts';
export { dashboard } from './kibana/dashboard.ts';
export { dataView } from './kibana/data-view.ts';
export { forecastChart } from './kibana/forecast-chart.ts';
export { importInto } from './kibana/import-into.ts';
export { barChart, lineChart, table } from './kibana/lens.ts';
export type { AnomalyChartOptions } from './kibana/anomaly-chart.ts';
export type { CandleChartFields, CandleChartOptions } from './kibana/candle-chart.ts';
export type { Dashboard, DashboardOptions } from './kibana/dashboard.ts';
export type { DataView } from './kibana/data-view.ts';
export type { ForecastChartOptions } from './kibana/forecast-chart.ts';
export type { ImportIntoOptions } from './kibana/import-into.ts';
export type { LensAggregate, LensOptions, LensValue, TableOptions, TableValue } from './kibana/lens.ts';
export type { Panel, TimeRange } from './kibana/panel.ts';
export type { KibanaFormat, SavedObject, SavedObjectReference, SavedObjectType } from './kibana/saved-object.ts';
export { anomalyJob } from './machine-learning/anomaly-job/anomaly-job.ts';
export { datafeed } from './machine-learning/datafeed/datafeed.ts';
export { ensureAnomalyJob } from './machine-learning/anomaly-job/ensure-anomaly-job.ts';
export { ensureDatafeed } from './machine-learning/datafeed/ensure-datafeed.ts';
export { ensureRegression } from './machine-learning/regression/ensure-regression.ts';
export { evaluateRegression } from './machine-learning/regression/evaluate-regression.ts';
export { MachineLearningConflictError } from './machine-learning/request/machine-learning-conflict-error.ts';
export { readAnomalies } from './machine-learning/results/read-anomalies.ts';
export { readAnomalyBuckets } from './machine-learning/results/read-anomaly-buckets.ts';
export { readForecast } from './machine-learning/forecast/read-forecast.ts';
export { readInfluencers } from './machine-learning/results/read-influencers.ts';
export { readPredictions } from './machine-learning/regression/read-predictions.ts';
export { regressionJob } from './machine-learning/regression/regression-job.ts';
export { runDatafeed } from './machine-learning/datafeed/run-datafeed.ts';
export { runForecast } from './machine-learning/forecast/run-forecast.ts';
export { runRegression } from './machine-learning/regression/run-regression.ts';
export { stopDatafeed } from './machine-learning/datafeed/stop-datafeed.ts';
export type { AnomalyBucket } from './machine-learning/results/read-anomaly-buckets.ts';
export type { AnomalyInfluencer } from './machine-learning/results/read-influencers.ts';
export type { AnomalyJobOptions, AnomalyJobRequest } from './machine-learning/anomaly-job/anomaly-job.ts';
export type {
  CountFunction,
  Detector,
  DetectorRequest,
  DetectorSplit,
  FieldFunction,
} from './machine-learning/anomaly-job/detector.ts';
export type { DatafeedOptions, DatafeedRequest } from './machine-learning/datafeed/datafeed.ts';
export type { DatafeedProgress, RunDatafeedOptions } from './machine-learning/datafeed/run-datafeed.ts';
export type { EnsureAnomalyJobOptions } from './machine-learning/anomaly-job/ensure-anomaly-job.ts';
export type { EnsureDatafeedOptions } from './machine-learning/datafeed/ensure-datafeed.ts';
export type { EnsuredResource } from './machine-learning/request/ensure-resource.ts';
export type { EnsureRegressionOptions } from './machine-learning/regression/ensure-regression.ts';
export type {
  EvaluateRegressionOptions,
  RegressionErrors,
  RegressionEvaluation,
} from './machine-learning/regression/evaluate-regression.ts';
export type { MachineLearningAnomaly } from './machine-learning/results/read-anomalies.ts';
export type { MachineLearningConflict } from './machine-learning/request/machine-learning-conflict-error.ts';
export type { MachineLearningForecast, ReadForecastOptions } from './machine-learning/forecast/read-forecast.ts';
export type { PollOptions } from './machine-learning/request/poll.ts';
export type { ReadPredictionsOptions, RegressionPredictions } from './machine-learning/regression/read-predictions.ts';
export type { RegressionJobOptions, RegressionJobRequest } from './machine-learning/regression/regression-job.ts';
export type { RegressionProgress, RunRegressionOptions } from './machine-learning/regression/run-regression.ts';
export type { ResultOptions } from './machine-learning/results/read-results.ts';
export type { RunForecastOptions } from './machine-learning/forecast/run-forecast.ts';
export type { StopDatafeedOptions } from './machine-learning/datafeed/stop-datafeed.ts';
